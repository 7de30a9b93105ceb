using Chat.ServiceDefaults.Data;

namespace Chat.Messages.Attention;

/// <summary>Tells users in the background what they have missed, as it falls due.</summary>
sealed partial class MissedTelling(IServiceScopeFactory scopes, MigrationState schema, TimeProvider time, ILogger<MissedTelling> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await TellSomeAsync(stoppingToken) == MissedMessages.UsersAtOnce) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    async Task<int> TellSomeAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MissedMessages>().TellSomeAsync(stop);
    }

    static partial class Log
    {
        [LoggerMessage(1610, LogLevel.Warning, "Users could not be told what they have missed; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
