using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Passwords;

/// <summary>
/// Sends the mails that <see cref="ResetOrders"/> has promised. A link is made when its mail is sent, so that nothing that opens an account lies in the queue.
/// </summary>
sealed partial class ResetMailer(
    IServiceScopeFactory scopes,
    Mailer mailer,
    IOptions<SiteOptions> site,
    IHostEnvironment environment,
    MigrationState schema,
    TimeProvider time,
    ILogger<ResetMailer> logger) : MailSending<ResetOrder>(scopes, schema, time, logger)
{
    readonly TimeProvider _time = time;
    readonly ILogger _logger = logger;

    protected override string What => "a forgotten password";

    protected override Task SendAsync(IServiceProvider services, ResetOrder order, CancellationToken stop) =>
        order.Login.Contains('@', StringComparison.Ordinal)
        ? services.GetRequiredService<ResetOrders>().SplitAsync(order, stop)
        : SendAsync(order, services.GetRequiredService<AccountsDbContext>(), stop);

    async Task SendAsync(ResetOrder order, AccountsDbContext db, CancellationToken stop)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.NormalizedUserName == order.Login && user.IsActive, stop);
        if (user is null or { Email: null }) return;

        // Kept before it is sent: a link that arrives works.
        var now = _time.GetUtcNow().UtcDateTime;
        var (token, kept) = ResetToken.New(user.Id, now);
        await db.ResetTokens.Where(old => old.ExpiresAt < now).ExecuteDeleteAsync(stop);
        db.Add(kept);
        await db.SaveChangesAsync(stop);

        var link = site.Value.LinkTo($"/reset/{token}/");
        if (mailer.IsConfigured)
        {
            var (subject, text) = ResetMail.In(user.Language, user.UserName!, link);
            await mailer.SendAsync(new OutgoingMail(user.Email, subject, text), stop);
        }
        else if (environment.IsDevelopment())
        {
            Log.Link(_logger, user.Id, link);
        }
        else
        {
            Log.NoMail(_logger);
        }
    }

    static partial class Log
    {
        [LoggerMessage(12, LogLevel.Information, "No mail server is configured. The link that user {UserId} would get, as this is development: {Link}")]
        public static partial void Link(ILogger logger, long userId, string link);

        [LoggerMessage(13, LogLevel.Error, "Somebody forgot their password, but no mail server is configured (Smtp:Host)")]
        public static partial void NoMail(ILogger logger);
    }
}
