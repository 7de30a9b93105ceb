using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>
/// What Accounts, which starts and ends sign-ins, and the gateway, which checks one on every request, must agree on. The cookie
/// holds a random secret; the sign-in's id is the secret's hash, so that neither Redis, logs nor tokens hold anything that signs in.
/// </summary>
public static class SignInCookie
{
    /// <summary>How long a sign-in lives after it was last used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Bytes of a secret.</summary>
    public const int SecretLength = 32;

    /// <summary>The field of a sign-in's record that says whose it is; every record has it.</summary>
    public const string UserIdField = "user_id";

    /// <summary>The field of a sign-in's record that holds the first version of its user whose access tokens are good; absent: all are.</summary>
    public const string GoodFromField = "good_from";

    /// <summary>The cookie's name. On https the prefix <c>__Host-</c> keeps other hosts of the domain from setting it (RFC 6265bis, 4.1.3.2).</summary>
    public static string NameFor(bool https) => https ? "__Host-chat" : "chat";

    /// <summary>The cookie's attributes. Used sign-ins live on for as long on the server.</summary>
    public static CookieOptions OptionsFor(bool https) =>
        new() { HttpOnly = true, Secure = https, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = Lifetime };

    /// <summary>The sign-in of a cookie's value; null when it cannot be one of ours.</summary>
    public static string? IdOf(string value)
    {
        Span<byte> secret = stackalloc byte[SecretLength + 2];
        return Base64Url.IsValid(value, out var length) && length == SecretLength && Base64Url.TryDecodeFromChars(value, secret, out _)
            ? IdOf(secret[..SecretLength])
            : null;
    }

    /// <summary>The sign-in of a secret.</summary>
    public static string IdOf(ReadOnlySpan<byte> secret) => Base64Url.EncodeToString(SHA256.HashData(secret));

    /// <summary>The key of a sign-in's record in Redis. The sign-in lives as long as the record does.</summary>
    public static string RecordKey(string signInId) => $"accounts:signin:{signInId}";
}
