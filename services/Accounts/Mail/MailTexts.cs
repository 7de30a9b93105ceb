using System.Collections.Frozen;

namespace Chat.Accounts.Mail;

/// <summary>What a kind of mail says in each language: a resource <c>FOLDER/LANGUAGE.txt</c>; a file more is a language more.</summary>
sealed class MailTexts(string folder)
{
    /// <summary>For who has chosen no language, or one that nobody wrote it in.</summary>
    const string Fallback = "en";

    readonly FrozenDictionary<string, string> _texts = Read($"{folder}/");

    /// <param name="language">BCP 47 tag; what counts is the language itself: "de-AT" is read in German.</param>
    public string In(string language) => _texts.GetValueOrDefault(language.Split('-')[0]) ?? _texts[Fallback];

    static FrozenDictionary<string, string> Read(string folder)
    {
        var assembly = typeof(MailTexts).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .ToFrozenDictionary(name => Path.GetFileNameWithoutExtension(name), name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd().ReplaceLineEndings("\n");
            });
    }
}
