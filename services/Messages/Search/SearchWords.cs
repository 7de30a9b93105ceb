using System.Globalization;
using System.Text;

namespace Chat.Messages.Search;

/// <summary>
/// The lexemes that lead to what trigrams cannot: the first one and two characters of each word, for short terms; a word of one character with
/// the sign that follows it (C#, A/B); each character and each pair of neighbours of scripts that put no spaces between words (Chinese, Japanese,
/// Thai, and Korean, whose words take endings); and each symbol, as emoji are. All of a folded text.
/// </summary>
static class SearchWords
{
    /// <summary>All lexemes of a text, with spaces between.</summary>
    public static string Of(string folded) => string.Join(' ', Lexemes(folded, isQuery: false));

    /// <summary>
    /// The lexemes that every text has in which the term stands, its beginning being the beginning of a word, or anywhere in scripts without
    /// spaces. None when there is nothing to go by, as of punctuation.
    /// </summary>
    public static IReadOnlyCollection<string> ForTerm(string foldedTerm) => Lexemes(foldedTerm, isQuery: true);

    /// <summary>Whether the trigram index helps to find a text with this term in it.</summary>
    public static bool HasTrigram(string foldedTerm)
    {
        var run = 0;
        foreach (var rune in foldedTerm.EnumerateRunes())
        {
            run = IsWord(rune) ? run + 1 : 0;
            if (run == 3) return true;
        }
        return false;
    }

    /// <summary>Whether a word stands before or after without a gap: at the ends of a text there is none.</summary>
    public static bool IsBoundary(string folded, int index)
    {
        if (index <= 0 || index >= folded.Length) return true;
        var (before, after) = (RuneBefore(folded, index), RuneAt(folded, index));
        return !IsWord(before) || !IsWord(after) || IsUnspaced(before) || IsUnspaced(after);
    }

    /// <summary>Letters, digits and marks: what trigrams are made of.</summary>
    public static bool IsWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Whether the rune belongs to a script that is written without spaces, or whose words take endings.</summary>
    public static bool IsUnspaced(Rune rune) => rune.Value switch
    {
        < 0x0E00 => false,
        <= 0x0EFF => true, // Thai, Lao
        >= 0x1000 and <= 0x109F => true, // Burmese
        >= 0x1100 and <= 0x11FF => true, // Hangul Jamo
        >= 0x1780 and <= 0x17FF => true, // Khmer
        >= 0x2E80 and <= 0x2FDF => true, // radicals
        >= 0x3005 and <= 0x3007 => true,
        >= 0x3040 and <= 0x318F => true, // kana, Bopomofo, Hangul compatibility
        >= 0x31A0 and <= 0x31FF => true,
        >= 0x3400 and <= 0x4DBF => true,
        >= 0x4E00 and <= 0x9FFF => true,
        >= 0xAC00 and <= 0xD7FF => true, // Hangul
        >= 0xF900 and <= 0xFAFF => true,
        >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };

    static HashSet<string> Lexemes(string folded, bool isQuery)
    {
        var lexemes = new HashSet<string>(StringComparer.Ordinal);
        Rune? previous = null; // of the same word, or the neighbour in a script without spaces
        var length = 0; // of the word so far
        string first = "";
        foreach (var rune in folded.EnumerateRunes())
        {
            if (IsUnspaced(rune))
            {
                EndWord();
                if (previous is { } neighbour && IsUnspaced(neighbour))
                {
                    lexemes.Add(neighbour.ToString() + rune);
                    // In a query the pair says more than its parts.
                    if (isQuery) lexemes.Remove(neighbour.ToString());
                    else lexemes.Add(rune.ToString());
                }
                else
                {
                    lexemes.Add(rune.ToString());
                }
                previous = rune;
            }
            else if (IsWord(rune))
            {
                length++;
                if (length == 1)
                {
                    first = rune.ToString();
                    if (!isQuery) lexemes.Add(first);
                }
                else if (length == 2)
                {
                    lexemes.Add(first + rune);
                }
                previous = rune;
            }
            else
            {
                // In a query they say more than the character alone.
                if (length == 1 && !Rune.IsWhiteSpace(rune))
                {
                    lexemes.Add(first + rune);
                    length = 0;
                }
                EndWord();
                if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.CurrencySymbol) lexemes.Add(rune.ToString());
                previous = null;
            }
        }
        EndWord();
        return lexemes;

        void EndWord()
        {
            if (isQuery && length == 1) lexemes.Add(first);
            length = 0;
        }
    }

    static Rune RuneAt(string text, int index) => Rune.TryGetRuneAt(text, index, out var rune) ? rune : Rune.ReplacementChar;

    static Rune RuneBefore(string text, int index) =>
        RuneAt(text, index >= 2 && char.IsLowSurrogate(text[index - 1]) ? index - 2 : index - 1);
}
