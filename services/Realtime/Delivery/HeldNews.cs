using Chat.Realtime.Connections;

namespace Chat.Realtime.Delivery;

/// <summary>
/// What listeners of a session were not told because their membership was only known from before its fence: it waits until they are confirmed, and is
/// forgotten for those who are not. Used under the lock of its session.
/// </summary>
sealed class HeldNews
{
    /// <summary>More does not wait, the oldest goes: only while Sessions does not answer after a removal.</summary>
    const int Max = 1000;

    readonly Queue<Held> _held = new();

    sealed record Held(Action<Subscriber> Tell, long Fence, IReadOnlyList<Subscriber> To);

    public void Add(Action<Subscriber> tell, long fence, IReadOnlyList<Subscriber> to)
    {
        if (_held.Count == Max) _held.Dequeue();
        _held.Enqueue(new Held(tell, fence, to));
    }

    /// <summary>Tells what waits for members that are known by now.</summary>
    /// <param name="version">The listeners are members as of this version.</param>
    /// <param name="listeners">All who still are.</param>
    public void Release(long version, IEnumerable<Subscriber> listeners)
    {
        if (_held.Count == 0) return;
        var members = listeners.ToHashSet();
        for (var left = _held.Count; left > 0; left--)
        {
            var held = _held.Dequeue();
            if (held.Fence > version)
            {
                _held.Enqueue(held);
                continue;
            }
            foreach (var subscriber in held.To)
                if (members.Contains(subscriber)) held.Tell(subscriber);
        }
    }
}
