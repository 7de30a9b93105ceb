using System.Globalization;
using System.Text;

namespace Chat.Messages.Attachments.Uploads;

/// <summary>What a file may be called. Names are shown and sent back, never used as paths; still nobody's computer shall be led astray by one.</summary>
static class FileNames
{
    const int MaxLength = 200;
    const string Nameless = "file";

    /// <summary>The last part of a path, without what cannot be seen, dots and spaces at its ends, and signs that file systems take ill.</summary>
    public static string Clean(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            // Format characters turn the direction of writing: "gpj.exe" would be shown as "exe.jpg".
            var isShown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            if (!isShown || rune.Value is 0xFFFD) continue;
            clean.Append(rune.Value is '<' or '>' or ':' or '"' or '|' or '?' or '*' ? "_" : rune.ToString());
        }
        // Only now: what is no text cannot be normalised.
        var trimmed = clean.ToString().Normalize(NormalizationForm.FormC).Trim(' ', '.');
        if (trimmed.Length <= MaxLength) return trimmed.Length == 0 ? Nameless : trimmed;
        var extension = Path.GetExtension(trimmed) is { Length: < 16 } end ? end : "";
        return Cut(trimmed, MaxLength - extension.Length) + extension;
    }

    // Not between the halves of a surrogate pair.
    static string Cut(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
