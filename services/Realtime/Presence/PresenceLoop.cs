using Chat.Realtime.Delivery;

namespace Chat.Realtime.Presence;

/// <summary>Shows who came and went, twice a second; renews this instance's lease and looks for crashed instances every few seconds.</summary>
sealed partial class PresenceLoop(PresenceTracker tracker, PresenceStore store, Backplane backplane, TimeProvider time, ILogger<PresenceLoop> logger)
    : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan Renewal = PresenceStore.Lease / 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var renewedAt = DateTimeOffset.MinValue;
        do
        {
            try
            {
                if (time.GetUtcNow() - renewedAt >= Renewal)
                {
                    await store.RenewAsync(tracker.Users);
                    renewedAt = time.GetUtcNow();
                    await tracker.SweepAsync(stoppingToken);
                }
                await tracker.SettleAsync();
                foreach (var news in tracker.TakeNews())
                    await backplane.SendToSessionAsync(news.SessionId, "presence", news, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // What was to be shown is lost: clients ask again when they look.
                Log.Failed(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    static partial class Log
    {
        [LoggerMessage(3510, LogLevel.Warning, "Presence stands still: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
