using System.Security.Claims;
using Chat.ServiceDefaults.Problems;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>What an access token says of its bearer.</summary>
public static class ChatClaims
{
    public const string UserId = "sub";
    public const string Username = "name";
    public const string DisplayName = "display_name";
    public const string SignInId = "sid";
    public const string Role = "role";

    /// <summary>The user's version when the token was made.</summary>
    public const string UserVersion = "ver";

    /// <summary>The value of <see cref="Role"/> for administrators.</summary>
    public const string Administrator = "admin";

    /// <summary>All that services read.</summary>
    public static readonly IReadOnlyList<string> All = [UserId, Username, DisplayName, SignInId, Role, UserVersion];

    /// <summary>The caller's id.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/> when there is no caller.</exception>
    public static long UserIdOf(this ClaimsPrincipal caller) =>
        long.TryParse(caller.FindFirstValue(UserId), out var id) ? id : throw new ChatException(ErrorCode.NotSignedIn);

    public static string UsernameOf(this ClaimsPrincipal caller) => caller.FindFirstValue(Username) ?? "";

    public static string DisplayNameOf(this ClaimsPrincipal caller) => caller.FindFirstValue(DisplayName) ?? caller.UsernameOf();

    /// <summary>The version of the user that the token tells of; 0 when it does not say.</summary>
    public static long UserVersionOf(this ClaimsPrincipal caller) => long.TryParse(caller.FindFirstValue(UserVersion), out var version) ? version : 0;

    public static string SignInIdOf(this ClaimsPrincipal caller) => caller.FindFirstValue(SignInId) ?? "";
}
