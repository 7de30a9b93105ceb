using Chat.Accounts.Mail;

namespace Chat.Accounts.Passwords;

/// <summary>Somebody forgot a password and waits for a mail. Whether there is such a user is looked up when it is sent, not when it is asked for.</summary>
sealed class ResetOrder : MailOrder
{
    /// <summary>A user name or an e-mail address as it was given, normalized; one order each waits at a time.</summary>
    public required string Login { get; init; }
}
