using System.Text.RegularExpressions;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Posting;

/// <summary>
/// A text that its sender has encrypted for the participants of an encrypted session: <c>e2e1.&lt;generation of the session
/// key&gt;.&lt;base64url&gt;</c>. Its form is all that is known of it here.
/// </summary>
static partial class SealedText
{
    /// <summary>UTF-16 code units: the longest text in UTF-8, what encryption adds, in base64url.</summary>
    public const int MaxLength = 16_500;

    const string Prefix = "e2e1.";

    /// <summary>An initialisation vector of 12 bytes and a tag of 16 are the least.</summary>
    public static bool Is(string content) => content.StartsWith(Prefix, StringComparison.Ordinal) && content.Length <= MaxLength && Form().IsMatch(content);

    /// <summary>What is wrong with a text that is not as its session demands.</summary>
    public static ChatException Wrong(bool isSealed) => new(isSealed ? ErrorCode.SessionNotEncrypted : ErrorCode.EncryptionRequired);

    [GeneratedRegex(@"\Ae2e1\.[1-9][0-9]{0,8}\.[A-Za-z0-9_-]{38,}\z")]
    private static partial Regex Form();
}
