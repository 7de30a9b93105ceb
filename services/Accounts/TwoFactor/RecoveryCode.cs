using System.Security.Cryptography;
using System.Text;

namespace Chat.Accounts.TwoFactor;

/// <summary>A code that stands for one code of a lost authenticator, once. It holds 80 random bits, so a plain hash of it is safe to keep.</summary>
sealed class RecoveryCode
{
    public const int Count = 10;

    const int Length = 10;
    const int GroupLength = 4;

    public long UserId { get; init; }

    /// <summary>SHA-256 of the code without dashes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>New codes, as in <c>abcd-efgh-ijkl-mnop</c>.</summary>
    public static string[] NewTexts() => [.. Enumerable.Range(0, Count).Select(_ => NewText())];

    /// <summary>The hash of a code, however it is typed.</summary>
    public static byte[] HashOf(string text)
    {
        var letters = text.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant);
        return SHA256.HashData(Encoding.ASCII.GetBytes([.. letters]));
    }

    static string NewText()
    {
        var letters = Base32.Encode(RandomNumberGenerator.GetBytes(Length)).ToLowerInvariant();
        return string.Join('-', letters.Chunk(GroupLength).Select(group => new string(group)));
    }
}
