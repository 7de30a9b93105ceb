using System.Threading.Channels;
using Chat.Contracts.Messages.V1;
using StackExchange.Redis;

namespace Chat.Realtime.Delivery;

/// <summary>
/// The safety net: compares where every session of this instance stands with where Messages says it stands, every half minute
/// and whenever Redis comes back, so that what got lost on the way is fetched; when it comes back also what Sessions says of the users. Also forgets
/// sessions nobody listens to.
/// </summary>
sealed partial class ResyncLoop(
    SessionRegistry registry, MissedNotices missed, Reading.ReadingClient messages, IConnectionMultiplexer redis, TimeProvider time, ILogger<ResyncLoop> logger)
    : BackgroundService
{
    const int SessionsAtOnce = 1000;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Redis is back, but its subscriptions only a moment later.</summary>
    static readonly TimeSpan Resubscribing = TimeSpan.FromSeconds(1);

    /// <summary>Redis came back; however many of its connections, once is enough.</summary>
    readonly Channel<bool> _restored = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => _restored.Writer.TryWrite(true);
        while (!stoppingToken.IsCancellationRequested)
        {
            var last = time.GetUtcNow();
            try
            {
                var isRestored = await IsRestoredAsync(stoppingToken);
                foreach (var some in registry.Sessions.Chunk(SessionsAtOnce)) await CompareAsync(some, stoppingToken);
                if (isRestored) await FindMissedAsync(stoppingToken);
                await registry.SweepAsync();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e, last);
            }
        }
    }

    /// <summary>Waits for the time to compare again; says whether it has come because Redis was away.</summary>
    async Task<bool> IsRestoredAsync(CancellationToken stop)
    {
        using var interval = CancellationTokenSource.CreateLinkedTokenSource(stop);
        interval.CancelAfter(Interval);
        try
        {
            await _restored.Reader.WaitToReadAsync(interval.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
        await Task.Delay(Resubscribing, time, stop);
        return _restored.Reader.TryRead(out _);
    }

    /// <summary>Again with the next comparison, should it fail.</summary>
    async Task FindMissedAsync(CancellationToken stop)
    {
        try
        {
            await missed.FindAsync(stop);
        }
        catch
        {
            _restored.Writer.TryWrite(true);
            throw;
        }
    }

    async Task CompareAsync(LocalSession[] sessions, CancellationToken stop)
    {
        var reply = await messages.GetHeadsAsync(
            new GetHeadsRequest { SessionIds = { sessions.Select(session => session.Id) } }, deadline: DateTime.UtcNow + Deadline, cancellationToken: stop);
        foreach (var (session, head) in sessions.Zip(reply.Heads))
        {
            // One whose join could not find out where to begin begins here.
            session.StartAt(head.Rev);
            session.Expect(head.Rev);
        }
    }

    static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "Sessions could not be compared with Messages; last done {At}")]
        public static partial void Failed(ILogger logger, Exception exception, DateTimeOffset at);
    }
}
