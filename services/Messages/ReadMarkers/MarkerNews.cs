using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages;
using MassTransit;

namespace Chat.Messages.ReadMarkers;

/// <summary>
/// Tells of moved markers, some at a time: a room that reads along moves many at once, and only the last move of each counts.
/// News that cannot be sent is dropped: whoever needs certainty reads the markers.
/// </summary>
sealed partial class MarkerNews(IBus bus, TimeProvider time, ILogger<MarkerNews> logger) : BackgroundService
{
    const int MaxWaiting = 10_000;
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    readonly Channel<ReadMarker> _moved = Channel.CreateBounded<ReadMarker>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Returns at once.</summary>
    public void Tell(ReadMarker marker) => _moved.Writer.TryWrite(marker);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        while (await _moved.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Gather, time, stoppingToken);
            var last = new Dictionary<(long, long), ReadMarker>();
            while (_moved.Reader.TryRead(out var marker))
                if (!last.TryGetValue((marker.SessionId, marker.UserId), out var known) || known.Seq < marker.Seq)
                    last[(marker.SessionId, marker.UserId)] = marker;
            try
            {
                using var timeout = new CancellationTokenSource(Timeout);
                await bus.Publish(new ReadMarkersMoved([.. last.Values]), timeout.Token);
            }
            catch (Exception e)
            {
                Log.Dropped(logger, e, last.Count);
            }
        }
    }

    static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Warning, "{Count} moved read markers were not announced")]
        public static partial void Dropped(ILogger logger, Exception exception, int count);
    }
}
