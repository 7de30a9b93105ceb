using Chat.Accounts.Mail;

namespace Chat.Accounts.Notifications;

/// <summary>A user has missed messages and is owed a mail about them.</summary>
sealed class NoticeOrder : MailOrder
{
    public long UserId { get; init; }

    /// <summary>What they have missed, as JSON; without the texts when the site keeps these out of mails.</summary>
    public required string Sessions { get; init; }
}
