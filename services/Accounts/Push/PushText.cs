using System.Collections.Frozen;

namespace Chat.Accounts.Push;

/// <summary>
/// What notifications say that is not said by somebody. One entry more in each is a language more; the page's own words for it are
/// <c>sessions.notifyIn</c>.
/// </summary>
static class PushText
{
    /// <summary>For who has chosen no language, or one that nobody wrote it in.</summary>
    const string Fallback = "en";

    static readonly FrozenDictionary<string, Func<string, string, string>> Titles = new Dictionary<string, Func<string, string, string>>
    {
        ["en"] = (name, session) => $"{name} in {session}",
        ["de"] = (name, session) => $"{name} in „{session}“",
        ["zh"] = (name, session) => $"{name}（{session}）",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, string> EncryptedTexts = new Dictionary<string, string>
    {
        ["en"] = "New encrypted message",
        ["de"] = "Neue verschlüsselte Nachricht",
        ["zh"] = "新的加密消息",
    }.ToFrozenDictionary();

    /// <summary>In place of what an encrypted message says.</summary>
    /// <param name="language">BCP 47 tag, as below.</param>
    public static string Encrypted(string language) => EncryptedTexts.GetValueOrDefault(language.Split('-')[0]) ?? EncryptedTexts[Fallback];

    /// <summary>Who wrote, and in which session.</summary>
    /// <param name="language">BCP 47 tag; what counts is the language itself: "de-AT" is read in German.</param>
    /// <param name="name">The sender's display name.</param>
    /// <param name="session">The session's name.</param>
    public static string Title(string language, string name, string session) =>
        (Titles.GetValueOrDefault(language.Split('-')[0]) ?? Titles[Fallback])(name, session);
}
