using Chat.Contracts.Messages.V1;
using StackExchange.Redis;

namespace Chat.Realtime.Delivery;

/// <summary>
/// The safety net: compares where every session of this instance stands with where Messages says it stands, every half minute
/// and whenever Redis comes back, and fetches what got lost on the way. Also forgets sessions nobody listens to.
/// </summary>
sealed partial class ResyncLoop(
    SessionRegistry registry, SessionRepair repair, Reading.ReadingClient messages, IConnectionMultiplexer redis, TimeProvider time, ILogger<ResyncLoop> logger)
    : BackgroundService
{
    const int SessionsAtOnce = 1000;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim _now = new(0);

    public override void Dispose()
    {
        _now.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionRestored += (_, _) => _now.Release();
        while (!stoppingToken.IsCancellationRequested)
        {
            var last = time.GetUtcNow();
            try
            {
                await _now.WaitAsync(Interval, stoppingToken);
                await registry.SweepAsync();
                foreach (var some in registry.Sessions.Chunk(SessionsAtOnce)) await CompareAsync(some, stoppingToken);
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

    async Task CompareAsync(LocalSession[] sessions, CancellationToken stop)
    {
        var reply = await messages.GetHeadsAsync(
            new GetHeadsRequest { SessionIds = { sessions.Select(session => session.Id) } }, deadline: DateTime.UtcNow + Deadline, cancellationToken: stop);
        foreach (var (session, head) in sessions.Zip(reply.Heads))
            if (session.Rev < head.Rev) await repair.CatchUpAsync(session, head.Rev);
    }

    static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "Sessions could not be compared with Messages; last done {At}")]
        public static partial void Failed(ILogger logger, Exception exception, DateTimeOffset at);
    }
}
