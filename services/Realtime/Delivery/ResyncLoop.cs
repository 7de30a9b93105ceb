using Chat.Contracts.Messages.V1;
using StackExchange.Redis;

namespace Chat.Realtime.Delivery;

/// <summary>
/// The safety net: compares where every session of this instance stands with where Messages says it stands, every half minute
/// and whenever Redis comes back, so that what got lost on the way is fetched. Also forgets sessions nobody listens to.
/// </summary>
sealed partial class ResyncLoop(
    SessionRegistry registry, Reading.ReadingClient messages, IConnectionMultiplexer redis, TimeProvider time, ILogger<ResyncLoop> logger)
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
                foreach (var some in registry.Sessions.Chunk(SessionsAtOnce)) await CompareAsync(some, stoppingToken);
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
