using System.Globalization;

namespace Chat.Realtime.Instances;

/// <summary>Names of the SignalR groups that instances, not clients, are in.</summary>
static class BackplaneGroups
{
    public static string OfSession(long sessionId) => string.Create(CultureInfo.InvariantCulture, $"s:{sessionId}");

    public static string OfUser(long userId) => string.Create(CultureInfo.InvariantCulture, $"u:{userId}");
}
