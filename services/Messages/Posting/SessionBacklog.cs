using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Chat.Messages.Posting;

/// <summary>Sessions in which this instance has committed something that whoever follows the posts may not know yet. Only a hint: the numbers tell.</summary>
abstract class SessionBacklog
{
    readonly ConcurrentDictionary<long, bool> _sessions = new();
    readonly Channel<bool> _any = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public virtual void Add(long sessionId)
    {
        if (_sessions.TryAdd(sessionId, true)) _any.Writer.TryWrite(true);
    }

    /// <summary>Waits until there is something.</summary>
    public async Task WaitAsync(CancellationToken cancel) => await _any.Reader.ReadAsync(cancel);

    public long[] Take()
    {
        long[] taken = [.. _sessions.Keys];
        foreach (var session in taken) _sessions.TryRemove(session, out _);
        return taken;
    }
}
