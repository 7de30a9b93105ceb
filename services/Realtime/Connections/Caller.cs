using System.Security.Claims;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Draining;

namespace Chat.Realtime.Connections;

/// <summary>Whose connection it is, as its access token said when it was opened, and which gateway it comes through: empty when through none.</summary>
sealed record Caller(long UserId, string Username, string DisplayName, string SignInId, string Gateway = "")
{
    public static Caller Of(ClaimsPrincipal user, HttpContext? http) => new(
        user.UserIdOf(), user.UsernameOf(), user.DisplayNameOf(), user.SignInIdOf(), http?.Request.Headers[GatewayDeparture.Header].ToString() ?? "");
}
