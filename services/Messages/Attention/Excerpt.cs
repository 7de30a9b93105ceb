using System.Text;
using System.Text.RegularExpressions;
using Chat.Messages.Posting;

namespace Chat.Messages.Attention;

/// <summary>
/// What a message says, in one line without its markup, for those who are told of it elsewhere. Close to what the web app shows in its own
/// notifications; markup that is no markup may lose a sign here.
/// </summary>
static partial class Excerpt
{
    /// <summary>UTF-16 code units, the sign of omission included.</summary>
    const int MaxLength = 300;

    /// <summary>More need not be looked at.</summary>
    const int MaxRead = 4 * MaxLength;

    /// <param name="content">The message's text, as Markdown.</param>
    /// <param name="fileNames">What its files are called, one a line; null without any.</param>
    public static string Of(string content, string? fileNames)
    {
        // What it says is for its readers alone.
        if (SealedText.Is(content)) return "";
        var text = PlainOf(content.Length > MaxRead ? content[..MaxRead] : content);
        if (text.Length == 0 && fileNames is not null) text = InOneLine(fileNames.Replace("\n", ", ", StringComparison.Ordinal));
        return text.Length <= MaxLength && content.Length <= MaxRead ? text : $"{Cut(text)}…";
    }

    static string PlainOf(string content)
    {
        var text = Fence().Replace(content, "");
        text = LineStart().Replace(text, "");
        text = Link().Replace(text, "$1$2");
        // Twice: one may stand in another, as in **_this_**.
        text = Emphasis().Replace(Emphasis().Replace(text, "$2"), "$2");
        text = Code().Replace(text, "$2");
        return InOneLine(Escape().Replace(text, "$1"));
    }

    /// <summary>Nothing that ends a line, rules a terminal or turns the direction of what follows.</summary>
    static string InOneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.IsWhiteSpace(letter) || char.IsControl(letter))
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
            }
            else if (letter is not ((>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')))
            {
                line.Append(letter);
            }
        }
        return line.ToString().TrimEnd();
    }

    /// <summary>Not within a character.</summary>
    static string Cut(string text)
    {
        var end = Math.Min(text.Length, MaxLength - 1);
        if (end > 0 && char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end].TrimEnd();
    }

    [GeneratedRegex(@"^[ \t]*(?:```|~~~)[^\n]*$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    // Headings and quotes; lists read well as they are.
    [GeneratedRegex(@"^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+)", RegexOptions.Multiline)]
    private static partial Regex LineStart();

    [GeneratedRegex(@"\[([^\[\]\n]*)\]\((?:https?://|mailto:)[^\s()]*\)|<((?:https?://|mailto:)[^\s<>]*)>")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w*~\\])(\*\*\*|\*\*|\*|___|__|_|~~)(?=\S)([^\n]+?)(?<=[^\s\\])\1(?![\w*~])")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"(`+)([^`\n]+)\1")]
    private static partial Regex Code();

    [GeneratedRegex(@"\\([\\`*_~\[\]<>#|&.!()+-])")]
    private static partial Regex Escape();
}
