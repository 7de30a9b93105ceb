using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.Orchestration;

/// <summary>A line that a process has printed. Numbers begin with 1.</summary>
internal sealed record ConsoleLine(int Number, string Text, bool IsError);

/// <summary>The last lines that a resource's processes have printed, and those to come for whoever follows.</summary>
internal sealed class ConsoleLog
{
    private const int KeptLines = 2000;

    private readonly Lock _lock = new();
    private readonly Queue<ConsoleLine> _lines = new();
    private readonly HashSet<Channel<ConsoleLine>> _followers = [];
    private int _count;

    internal void Add(string text, bool isError)
    {
        lock (_lock)
        {
            var line = new ConsoleLine(++_count, text, isError);
            if (_lines.Count == KeptLines)
                _lines.Dequeue();
            _lines.Enqueue(line);
            // Whoever reads too slowly misses lines: they are in the log file.
            foreach (var follower in _followers)
                follower.Writer.TryWrite(line);
        }
    }

    internal ConsoleLine[] Lines()
    {
        lock (_lock)
            return [.. _lines];
    }

    /// <summary>What was printed so far in one piece, then what comes, in pieces.</summary>
    internal async IAsyncEnumerable<IReadOnlyList<ConsoleLine>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var news = Channel.CreateBounded<ConsoleLine>(new BoundedChannelOptions(KeptLines) { FullMode = BoundedChannelFullMode.DropOldest });
        ConsoleLine[] lines;
        lock (_lock)
        {
            lines = [.. _lines];
            _followers.Add(news);
        }
        try
        {
            yield return lines;
            while (await news.Reader.WaitToReadAsync(cancellationToken))
            {
                var more = new List<ConsoleLine>();
                while (news.Reader.TryRead(out var line))
                    more.Add(line);
                yield return more;
            }
        }
        finally
        {
            lock (_lock)
                _followers.Remove(news);
        }
    }
}
