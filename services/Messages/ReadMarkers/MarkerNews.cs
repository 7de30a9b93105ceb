using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages;
using MassTransit;

namespace Chat.Messages.ReadMarkers;

/// <summary>
/// Tells of moved markers, some at a time: a room that reads along moves many at once, and only the last move of each counts. What the broker does not take
/// is told later, and what waits when this instance stops is told before it ends.
/// </summary>
sealed partial class MarkerNews(IBus bus, TimeProvider time, ILogger<MarkerNews> logger) : BackgroundService
{
    /// <summary>Markers of so many users and sessions wait while the broker is away; more are dropped: whoever needs certainty reads the markers.</summary>
    const int MaxWaiting = 10_000;
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly Channel<bool> _any = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly Dictionary<(long SessionId, long UserId), ReadMarker> _moved = [];

    /// <summary>Returns at once.</summary>
    public void Tell(ReadMarker marker)
    {
        Keep([marker]);
        _any.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        while (await _any.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Task.Delay(Gather, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _any.Reader.TryRead(out _);
            var moved = Take();
            try
            {
                using var timeout = new CancellationTokenSource(Timeout);
                await bus.Publish(new ReadMarkersMoved(moved), timeout.Token);
            }
            catch (Exception e)
            {
                Log.NotTold(logger, e, moved.Count);
                Keep(moved);
                _any.Writer.TryWrite(true);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _any.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    /// <summary>The furthest of each counts.</summary>
    void Keep(IEnumerable<ReadMarker> markers)
    {
        lock (_lock)
        {
            foreach (var marker in markers)
            {
                var key = (marker.SessionId, marker.UserId);
                if (_moved.TryGetValue(key, out var known) ? known.Seq < marker.Seq : _moved.Count < MaxWaiting) _moved[key] = marker;
            }
        }
    }

    List<ReadMarker> Take()
    {
        lock (_lock)
        {
            List<ReadMarker> moved = [.. _moved.Values];
            _moved.Clear();
            return moved;
        }
    }

    static partial class Log
    {
        [LoggerMessage(1310, LogLevel.Warning, "{Count} moved read markers could not be announced yet")]
        public static partial void NotTold(ILogger logger, Exception exception, int count);
    }
}
