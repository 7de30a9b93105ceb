using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Notifications;

static class OwnNotifications
{
    /// <summary>What the user has chosen, and what of it can be.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/> when the user is no longer active.</exception>
    public static async Task<NotificationsDto> GetNotificationsAsync(this AccountsDbContext db, long userId, Mailer mailer, CancellationToken cancel)
    {
        var found = await db.Users.Where(user => user.Id == userId && user.IsActive)
            .Select(user => new
            {
                HasAddress = user.Email != null,
                WantsMail = db.NotificationSettings.Where(row => row.UserId == userId).Select(row => (bool?)row.WantsMail).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancel) ?? throw new ChatException(ErrorCode.NotSignedIn);
        return new NotificationsDto(new MailNotificationsDto(found.WantsMail ?? true, found.HasAddress && mailer.IsConfigured));
    }
}
