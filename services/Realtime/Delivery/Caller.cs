using System.Security.Claims;
using Chat.ServiceDefaults.Authentication;

namespace Chat.Realtime.Delivery;

/// <summary>Whose connection it is, as its access token said when it was opened.</summary>
sealed record Caller(long UserId, string Username, string DisplayName, string SignInId)
{
    public static Caller Of(ClaimsPrincipal user) => new(user.UserIdOf(), user.UsernameOf(), user.DisplayNameOf(), user.SignInIdOf());
}
