using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Notifications;

/// <summary>Sends the mails about missed messages, to whoever still wants them then.</summary>
sealed class NoticeMailer(
    IServiceScopeFactory scopes, Mailer mailer, IOptions<SiteOptions> site, MigrationState schema, TimeProvider time, ILogger<NoticeMailer> logger)
    : MailSending<NoticeOrder>(scopes, schema, time, logger)
{
    protected override string What => "missed messages";

    protected override async Task SendAsync(IServiceProvider services, NoticeOrder order, CancellationToken stop)
    {
        var db = services.GetRequiredService<AccountsDbContext>();
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == order.UserId && user.IsActive, stop);
        var settings = await db.NotificationSettings.AsNoTracking().FirstOrDefaultAsync(settings => settings.UserId == order.UserId && settings.WantsMail, stop);
        if (user?.Email is null || settings is null || !mailer.IsConfigured) return;

        var (subject, text) = NoticeMail.For((user.UserName!, user.Language, user.TimeZone), NoticeOrders.MissedIn(order), site.Value.LinkTo);
        await mailer.SendAsync(new OutgoingMail(user.Email, subject, text) { UnsubscribeLink = site.Value.LinkTo(settings.UnsubscribePath) }, stop);
    }
}
