using System.Buffers.Text;
using System.Security.Cryptography;

namespace Chat.Accounts.Passwords;

/// <summary>A link that lets its holder choose a new password: 32 random bytes of which only the hash is kept, good for an hour, once.</summary>
sealed class ResetToken
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    const int Length = 32;

    /// <summary>SHA-256 of the token.</summary>
    public required byte[] Hash { get; init; }
    public long UserId { get; init; }
    public DateTime ExpiresAt { get; init; }

    /// <summary>A new token, as its holder gets it and as it is kept.</summary>
    public static (string Text, ResetToken Kept) New(long userId, DateTime now)
    {
        var token = RandomNumberGenerator.GetBytes(Length);
        return (Base64Url.EncodeToString(token), new ResetToken { Hash = SHA256.HashData(token), UserId = userId, ExpiresAt = now + Lifetime });
    }

    /// <summary>The hash of a token that somebody presents; null when it cannot be one of ours.</summary>
    public static byte[]? HashOf(string text) =>
        Base64Url.IsValid(text, out var length) && length == Length ? SHA256.HashData(Base64Url.DecodeFromChars(text)) : null;
}
