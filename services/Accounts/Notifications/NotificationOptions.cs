namespace Chat.Accounts.Notifications;

/// <summary>Configuration section <c>Notifications</c>, as far as it is about what notifications say.</summary>
sealed class NotificationOptions
{
    /// <summary>Whether mails tell what messages say; otherwise only from whom and where they are.</summary>
    public bool MailContent { get; set; } = true;
}
