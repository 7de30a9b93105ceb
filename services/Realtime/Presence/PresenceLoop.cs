using Chat.Realtime.Delivery;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Fences;

namespace Chat.Realtime.Presence;

/// <summary>Shows who came and went, twice a second; renews this instance's lease and looks for crashed instances every few seconds.</summary>
sealed partial class PresenceLoop(
    PresenceTracker tracker, PresenceStore store, SessionFences fences, Backplane backplane, TimeProvider time, ILogger<PresenceLoop> logger)
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
                    await tracker.SweepAsync();
                }
                await tracker.SettleAsync(stoppingToken);
                await ShowAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>What cannot be shown now is shown with the next.</summary>
    async Task ShowAsync(CancellationToken cancel)
    {
        var waiting = tracker.TakeNews();
        try
        {
            await Task.WhenAll(waiting.Values.Select(async news =>
                await backplane.SendToSessionAsync(news.SessionId, HubEvents.Presence, news, await fences.OfAsync(news.SessionId), cancel)));
        }
        catch
        {
            tracker.Return(waiting);
            throw;
        }
    }

    static partial class Log
    {
        [LoggerMessage(3510, LogLevel.Warning, "Presence stands still: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
