using Chat.ServiceDefaults.Data;

namespace Chat.Accounts.Mail;

/// <summary>
/// Sends the mails of a queue, one after the other, and tries again while the mail server does not take them: after two seconds, then later and
/// later, for a day.
/// </summary>
abstract partial class MailSending<TOrder>(IServiceScopeFactory scopes, MigrationState schema, TimeProvider time, ILogger logger) : BackgroundService
    where TOrder : MailOrder
{
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    /// <summary>What the log calls these mails.</summary>
    protected abstract string What { get; }

    /// <summary>Does what the order asks for. When it returns, the order is done.</summary>
    /// <param name="services">Of this order alone.</param>
    /// <param name="order">The order.</param>
    /// <param name="stop">The service stops; the order stays.</param>
    /// <exception cref="Exception">Another try may succeed.</exception>
    protected abstract Task SendAsync(IServiceProvider services, TOrder order, CancellationToken stop);

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
                Log.QueueFailed(logger, e, What);
            }
            await Task.Delay(Idle, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<bool> SendNextAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<MailOrders<TOrder>>();
        if (await orders.TakeAsync(stop) is not { } order) return false;
        try
        {
            await SendAsync(scope.ServiceProvider, order, stop);
            await orders.EndAsync(order, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            var giveUp = time.GetUtcNow().UtcDateTime - order.CreatedAt > GiveUpAfter;
            var wait = FirstWait * Math.Pow(2, Math.Min(order.Attempts - 1, 20));
            if (giveUp) await orders.EndAsync(order, stop);
            else await orders.PostponeAsync(order, wait < LongestWait ? wait : LongestWait, stop);
            Log.MailFailed(logger, e, What, order.Attempts, giveUp);
        }
        return true;
    }

    static partial class Log
    {
        [LoggerMessage(10, LogLevel.Warning, "The queue of mails for {What} cannot be read; trying again")]
        public static partial void QueueFailed(ILogger logger, Exception exception, string what);

        [LoggerMessage(11, LogLevel.Warning, "A mail for {What} could not be sent, attempt {Attempt}; given up: {GivenUp}")]
        public static partial void MailFailed(ILogger logger, Exception exception, string what, int attempt, bool givenUp);
    }
}
