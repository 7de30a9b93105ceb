using Chat.ServiceDefaults.Data;

namespace Chat.Accounts.Push;

/// <summary>Deletes what is left of browsers whose sign-ins ended by themselves, and that nobody has sent anything to since.</summary>
sealed partial class PushSweeper(IServiceScopeFactory scopes, MigrationState schema, TimeProvider time, ILogger<PushSweeper> logger) : BackgroundService
{
    const int PageSize = 500;
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(Interval, time);
        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var subscriptions = scope.ServiceProvider.GetRequiredService<PushSubscriptions>();
                for (long? after = 0; after is { } last;) after = await subscriptions.SweepAsync(last, PageSize, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    static partial class Log
    {
        [LoggerMessage(82, LogLevel.Warning, "Push subscriptions of ended sign-ins could not be deleted; trying again in an hour")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
