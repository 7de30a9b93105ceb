using System.Buffers.Text;
using System.Security.Cryptography;

namespace Chat.Sessions.Invitations;

/// <summary>What an invitation's link ends in: 256 random bits, of which only the SHA-256 hash is kept.</summary>
static class InvitationSecret
{
    const int Length = 32;

    public static (string Token, byte[] Hash) New()
    {
        var secret = RandomNumberGenerator.GetBytes(Length);
        return (Base64Url.EncodeToString(secret), SHA256.HashData(secret));
    }

    /// <summary>Null when it can be none.</summary>
    public static byte[]? HashOf(string token) =>
        Base64Url.IsValid(token, out var length) && length == Length ? SHA256.HashData(Base64Url.DecodeFromChars(token)) : null;
}
