namespace Chat.Accounts.Mail;

/// <summary>A mail as text.</summary>
/// <param name="To">The address.</param>
/// <param name="Subject">In one line.</param>
/// <param name="Text">The body.</param>
sealed record OutgoingMail(string To, string Subject, string Text)
{
    /// <summary>Where a POST ends mails of this kind, as mail programs offer it (RFC 2369, RFC 8058); null when there is no such thing.</summary>
    public string? UnsubscribeLink { get; init; }
}
