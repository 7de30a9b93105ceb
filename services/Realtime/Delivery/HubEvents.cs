namespace Chat.Realtime.Delivery;

/// <summary>The hub's events about a session that other services or clients cause, besides messages and notices.</summary>
static class HubEvents
{
    public const string Read = "read";
    public const string Typing = "typing";
    public const string Presence = "presence";
    public const string Person = "person";

    /// <summary>Whether a connection that is behind may go without: what it shows is over soon.</summary>
    public static bool MayGetLost(string hubEvent) => hubEvent is Typing or Presence;
}
