using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.Contracts.Sessions.V1;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Notifications;

/// <summary>
/// Sends the mails about missed messages, to whoever still wants them then, and about sessions that they are still in: a mail can wait for a day, and a
/// session be deleted or left meanwhile. While Sessions does not answer the mail waits, too.
/// </summary>
sealed class NoticeMailer(
    IServiceScopeFactory scopes, Mailer mailer, Membership.MembershipClient sessions, IOptions<SiteOptions> site, MigrationState schema,
    TimeProvider time, ILogger<NoticeMailer> logger)
    : MailSending<NoticeOrder>(scopes, schema, time, logger)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    protected override string What => "missed messages";

    protected override async Task SendAsync(IServiceProvider services, NoticeOrder order, CancellationToken stop)
    {
        var db = services.GetRequiredService<AccountsDbContext>();
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == order.UserId && user.IsActive, stop);
        var settings = await db.NotificationSettings.AsNoTracking()
            .FirstOrDefaultAsync(settings => settings.UserId == order.UserId && settings.WantsMail, stop);
        if (user?.Email is null || settings is null || !mailer.IsConfigured) return;

        var own = await sessions.ListForUserAsync(new ListForUserRequest { UserId = user.Id }, deadline: DateTime.UtcNow + Deadline, cancellationToken: stop);
        var ids = own.Sessions.Select(session => session.SessionId).ToHashSet();
        var missed = NoticeOrders.MissedIn(order).Where(session => ids.Contains(session.SessionId)).ToList();
        if (missed.Count == 0) return;

        var (subject, text) = NoticeMail.For((user.UserName!, user.Language, user.TimeZone), missed, site.Value.LinkTo);
        await mailer.SendAsync(new OutgoingMail(user.Email, subject, text) { UnsubscribeLink = site.Value.LinkTo(settings.UnsubscribePath) }, stop);
    }
}
