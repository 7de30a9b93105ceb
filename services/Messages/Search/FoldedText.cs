using System.Globalization;
using System.Text;

namespace Chat.Messages.Search;

/// <summary>
/// A text as search compares it: compatibility forms are one (NFKC), letters are lower case, accents of Latin, Greek and Cyrillic letters are
/// gone, any white space is one space. Whatever stands in a text can be found by typing it, however it was typed. Knows for each of
/// its characters where that came from. Any text can be folded: one that could not would keep all others of its session from being found.
/// </summary>
sealed class FoldedText
{
    // Below it are the alphabets whose accents people leave out; in others such a mark makes another letter.
    const char FirstAfterCyrillic = '\u0530';

    const char NoCharacter = '\uFFFE';

    readonly List<int> _starts;
    readonly List<int> _ends;

    FoldedText(string text, List<int> starts, List<int> ends) => (Text, _starts, _ends) = (text, starts, ends);

    public string Text { get; }

    /// <summary>Where a part of the folded text stands in the original, in UTF-16 code units.</summary>
    public (int Start, int Length) Original(int start, int length) => (_starts[start], _ends[start + length - 1] - _starts[start]);

    /// <summary>Folds a text and remembers where everything came from.</summary>
    public static FoldedText Of(string original)
    {
        var (starts, ends) = (new List<int>(original.Length), new List<int>(original.Length));
        var text = Fold(original, starts, ends);
        return new FoldedText(text, starts, ends);
    }

    /// <summary>Only the folded text.</summary>
    public static string Fold(string original) => Fold(original, null, null);

    static string Fold(string original, List<int>? starts, List<int>? ends)
    {
        var folded = new StringBuilder(original.Length);
        for (var i = 0; i < original.Length;)
        {
            // An ASCII character is an element of its own unless something that is not ASCII combines with it.
            var length = char.IsAscii(original[i]) && (i + 1 == original.Length || char.IsAscii(original[i + 1]))
                ? 1
                : StringInfo.GetNextTextElementLength(original, i);
            if (length == 1 && char.IsAscii(original[i]))
            {
                var c = original[i];
                if (char.IsWhiteSpace(c)) Space(i, 1);
                else if (!char.IsControl(c)) Add(char.ToLowerInvariant(c), i, 1);
            }
            else
            {
                var element = original.Substring(i, length);
                if (string.IsNullOrWhiteSpace(element)) Space(i, length);
                else foreach (var c in Element(element)) Add(c, i, length);
            }
            i += length;
        }
        return folded.ToString();

        void Add(char c, int at, int length)
        {
            folded.Append(c);
            starts?.Add(at);
            ends?.Add(at + length);
        }

        void Space(int at, int length)
        {
            if (folded.Length == 0 || folded[^1] != ' ') Add(' ', at, length);
        }
    }

    /// <summary>What no text should hold, and some do: U+FFFE, which cannot be normalised, and halves of surrogate pairs.</summary>
    static bool IsText(string element)
    {
        for (var i = 0; i < element.Length; i++)
        {
            if (element[i] is NoCharacter) return false;
            if (!char.IsSurrogate(element[i])) continue;
            if (i + 1 == element.Length || !char.IsSurrogatePair(element[i], element[i + 1])) return false;
            i++;
        }
        return true;
    }

    static string Element(string element)
    {
        if (element.Length == 1 && char.GetUnicodeCategory(element[0]) is UnicodeCategory.Format or UnicodeCategory.Control) return "";
        if (!IsText(element)) element = string.Concat(element.EnumerateRunes().Select(rune => rune.Value is NoCharacter ? Rune.ReplacementChar : rune));
        var composed = element.Normalize(NormalizationForm.FormKC);
        var parts = composed.Normalize(NormalizationForm.FormD);
        if (parts[0] >= FirstAfterCyrillic) return composed.ToLowerInvariant();
        return string.Concat(parts.Where(c => char.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)).ToLowerInvariant();
    }
}
