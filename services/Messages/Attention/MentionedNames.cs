using System.Text;

namespace Chat.Messages.Attention;

/// <summary>
/// Which user names a text may mention: by <c>@</c> and the name, not as a part of a longer name or an address. The rule of
/// <c>ReadState.StandingsAsync</c> and of the web app, read the other way round: a session's names need not be known.
/// </summary>
static class MentionedNames
{
    const int MinLength = 2;

    /// <summary>As long as a user name can be.</summary>
    const int MaxLength = 32;

    /// <summary>All of them, in any order; whether there is such a user is another matter.</summary>
    public static HashSet<string> In(string content)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var at = content.IndexOf('@', StringComparison.Ordinal); at >= 0; at = content.IndexOf('@', at + 1))
        {
            if (at > 0 && IsBeforeNoName(content, at)) continue;
            var start = at + 1;
            for (var end = start; end - start <= MaxLength; end++)
            {
                if (end - start >= MinLength && EndsAt(content, end)) names.Add(content[start..end]);
                if (end == content.Length || !IsOfName(content[end])) break;
            }
        }
        return names;
    }

    static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';

    static bool IsBeforeNoName(string content, int at) =>
        content[at - 1] is '@' or '.' or '_' or '-' || (Rune.DecodeLastFromUtf16(content.AsSpan(0, at), out var before, out _) is 0 && IsAlphanumeric(before));

    /// <summary>"@bob." and "@bob, ..." name Bob; "@bob.b" and "@bobby" do not.</summary>
    static bool EndsAt(string content, int end) =>
        end == content.Length
        || (content[end] == '.' ? !IsAlphanumericAt(content, end + 1) : content[end] is not ('_' or '-') && !IsAlphanumericAt(content, end));

    static bool IsAlphanumericAt(string content, int index) =>
        index < content.Length && Rune.DecodeFromUtf16(content.AsSpan(index), out var rune, out _) is 0 && IsAlphanumeric(rune);

    static bool IsAlphanumeric(Rune rune) => Rune.IsLetter(rune) || Rune.IsNumber(rune);
}
