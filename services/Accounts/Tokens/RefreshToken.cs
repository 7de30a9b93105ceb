using System.Buffers.Text;
using System.Security.Cryptography;
using Chat.ServiceDefaults.Authentication;

namespace Chat.Accounts.Tokens;

/// <summary>
/// A refresh token: the sign-in's secret, then a part that works once, 32 bytes each. Only who holds one of the sign-in's tokens knows the
/// secret, so a right secret with a wrong one-time part is an old token, and nothing else.
/// </summary>
readonly struct RefreshToken(byte[] secret, byte[] once)
{
    const int PartLength = SignInCookie.SecretLength;

    public string SignInId => SignInCookie.IdOf(secret);

    /// <summary>What the sign-in's record keeps of the one-time part.</summary>
    public string Hash => HashOf(once);

    public static byte[] NewOnce() => RandomNumberGenerator.GetBytes(PartLength);

    public static string HashOf(byte[] once) => Base64Url.EncodeToString(SHA256.HashData(once));

    /// <summary>The next token of the same sign-in.</summary>
    public RefreshToken Next() => new(secret, NewOnce());

    public static bool TryParse(string text, out RefreshToken token)
    {
        var isOne = Base64Url.IsValid(text, out var length) && length == 2 * PartLength;
        var bytes = isOne ? Base64Url.DecodeFromChars(text) : new byte[2 * PartLength];
        token = new RefreshToken(bytes[..PartLength], bytes[PartLength..]);
        return isOne;
    }

    public override string ToString() => Base64Url.EncodeToString([.. secret, .. once]);
}
