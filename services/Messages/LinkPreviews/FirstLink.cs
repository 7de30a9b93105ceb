using System.Buffers;
using System.Text.RegularExpressions;

namespace Chat.Messages.LinkPreviews;

/// <summary>
/// The link of a message that a preview is made of: the first one. Not what stands in code, and not what stands in angle brackets,
/// <c>&lt;https://...&gt;</c>: so whoever writes can do without.
/// </summary>
static partial class FirstLink
{
    /// <summary>As long as an index takes it.</summary>
    const int MaxLength = 2000;

    const string Closing = ".,;:!?'\"*_~|";
    static readonly SearchValues<char> ClosingOfCjk = SearchValues.Create("。，、；：！？）】」』》〉”’");

    /// <summary>In its full, encoded form; null when there is none.</summary>
    public static string? Of(string content)
    {
        if (!content.Contains("://", StringComparison.Ordinal)) return null;
        var prose = Code().Replace(content, " ");
        foreach (var found in Link().EnumerateMatches(prose))
        {
            var text = Cut(prose.AsSpan(found.Index, found.Length));
            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && Check(uri) && uri.AbsoluteUri.Length <= MaxLength) return uri.AbsoluteUri;
        }
        return null;
    }

    /// <summary>Whether it is an address of the web, without a name and password in it.</summary>
    public static bool Check(Uri uri) =>
        (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0 && uri.Host.Length > 0;

    /// <summary>Without what ends a sentence or closes brackets that were opened before it.</summary>
    static string Cut(ReadOnlySpan<char> match)
    {
        if (match.IndexOfAny(ClosingOfCjk) is > 0 and var cjk) match = match[..cjk];
        var depth = 0;
        for (var i = 0; i < match.Length; i++)
        {
            depth += match[i] switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            if (depth >= 0) continue;
            match = match[..i];
            break;
        }
        return match.TrimEnd(Closing).ToString();
    }

    [GeneratedRegex("(?<![<A-Za-z0-9_])https?://[^\\s<>\"`\\\\]+", RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex("```.*?(?:```|$)|`[^`\\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();
}
