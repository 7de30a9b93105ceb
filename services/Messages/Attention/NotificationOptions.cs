using System.ComponentModel.DataAnnotations;

namespace Chat.Messages.Attention;

/// <summary>Configuration section <c>Notifications</c>, as far as it is about what users have missed.</summary>
sealed class NotificationOptions
{
    /// <summary>Minutes after which a message counts as missed that is meant for somebody and that they have not read.</summary>
    [Range(0, 24 * 60)]
    public double MailAfterMinutes { get; set; } = 5;

    /// <summary>Minutes from telling a user what they have missed to telling them again; what comes meanwhile waits. 0: no wait.</summary>
    [Range(0, 7 * 24 * 60)]
    public double MailAtMostEveryMinutes { get; set; } = 30;

    public TimeSpan MailAfter => TimeSpan.FromMinutes(MailAfterMinutes);

    public TimeSpan MailAtMostEvery => TimeSpan.FromMinutes(MailAtMostEveryMinutes);
}
