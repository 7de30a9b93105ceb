using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Passwords;

/// <summary>
/// Sends the mails that <see cref="ResetOrders"/> has promised, one after the other, and tries again while the mail server does not take
/// them. A link is made when its mail is sent, so that nothing that opens an account lies in the queue.
/// </summary>
sealed partial class ResetMailer(
    IServiceScopeFactory scopes,
    Mailer mailer,
    IOptions<SiteOptions> site,
    IHostEnvironment environment,
    MigrationState schema,
    TimeProvider time,
    ILogger<ResetMailer> logger) : BackgroundService
{
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SendNextAsync(stoppingToken)) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.QueueFailed(logger, e);
            }
            await Task.Delay(Idle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<bool> SendNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<ResetOrders>();
        if (await orders.TakeAsync(stop) is not { } order) return false;
        if (order.Login.Contains('@', StringComparison.Ordinal))
        {
            await orders.SplitAsync(order, stop);
            return true;
        }
        try
        {
            await SendAsync(order, scope.ServiceProvider.GetRequiredService<AccountsDbContext>(), stop);
            await orders.EndAsync(order, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            var giveUp = time.GetUtcNow().UtcDateTime - order.CreatedAt > GiveUpAfter;
            var wait = FirstWait * Math.Pow(2, Math.Min(order.Attempts - 1, 20));
            if (giveUp) await orders.EndAsync(order, stop);
            else await orders.PostponeAsync(order, wait < LongestWait ? wait : LongestWait, stop);
            Log.MailFailed(logger, e, order.Attempts, giveUp);
        }
        return true;
    }

    async Task SendAsync(ResetOrder order, AccountsDbContext db, CancellationToken stop)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.NormalizedUserName == order.Login && user.IsActive, stop);
        if (user is null or { Email: null }) return;

        // Kept before it is sent: a link that arrives works.
        var now = time.GetUtcNow().UtcDateTime;
        var (token, kept) = ResetToken.New(user.Id, now);
        await db.ResetTokens.Where(old => old.ExpiresAt < now).ExecuteDeleteAsync(stop);
        db.Add(kept);
        await db.SaveChangesAsync(stop);

        var link = site.Value.LinkTo($"/reset/{token}/");
        if (mailer.IsConfigured) await mailer.SendAsync(user.Email, "A new password for Chat", TextOf(user, link), stop);
        else if (environment.IsDevelopment()) Log.Link(logger, user.Id, link);
        else Log.NoMail(logger);
    }

    static string TextOf(User user, string link) =>
        $"""
        Hello {user.UserName},

        somebody, most likely you, wants to choose a new password for your account. This link lets you do so, once, within the next hour:

        {link}

        If it was not you, there is nothing to do: your password stays as it is.

        """;

    static partial class Log
    {
        [LoggerMessage(10, LogLevel.Warning, "The queue of forgotten passwords cannot be read; trying again")]
        public static partial void QueueFailed(ILogger logger, Exception exception);

        [LoggerMessage(11, LogLevel.Warning, "A mail for a forgotten password could not be sent, attempt {Attempt}; given up: {GivenUp}")]
        public static partial void MailFailed(ILogger logger, Exception exception, int attempt, bool givenUp);

        [LoggerMessage(12, LogLevel.Information, "No mail server is configured. The link that user {UserId} would get, as this is development: {Link}")]
        public static partial void Link(ILogger logger, long userId, string link);

        [LoggerMessage(13, LogLevel.Error, "Somebody forgot their password, but no mail server is configured (Smtp:Host)")]
        public static partial void NoMail(ILogger logger);
    }
}
