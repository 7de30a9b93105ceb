using Chat.Accounts.Mail;

namespace Chat.Accounts.Passwords;

/// <summary>What the mail with a link says. It stands in <c>ResetMail/LANGUAGE.txt</c>, the subject in the first line.</summary>
static class ResetMail
{
    static readonly MailTexts Texts = new("ResetMail");

    /// <param name="language">The reader's, as a BCP 47 tag.</param>
    /// <param name="username">Whom the mail greets.</param>
    /// <param name="link">What it brings.</param>
    public static (string Subject, string Text) In(string language, string username, string link)
    {
        var text = Texts.In(language);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return (text[..end], text[(end + 1)..].Replace("{username}", username, StringComparison.Ordinal).Replace("{link}", link, StringComparison.Ordinal));
    }
}
