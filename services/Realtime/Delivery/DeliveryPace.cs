namespace Chat.Realtime.Delivery;

/// <summary>
/// How long the changes of a session gather before they go out. On an instance that keeps up they do not: each goes out as it comes.
/// One that runs late writes to the listeners of a session less often, and each time more at once, as a write costs nearly the
/// same for one message as for ten; so it has less to do and catches up.
/// </summary>
/// <remarks>
/// It is late by the time that what is due waits for a thread, whether this instance or its neighbours on the machine keep the
/// processors busy: a tenth of a millisecond with time to spare, several without. As gathering makes it less late, the pause
/// settles where it is just needed.
/// </remarks>
sealed class DeliveryPace(TimeProvider time)
{
    /// <summary>So many times as long as it is late it pauses.</summary>
    const double Factor = 25;

    /// <summary>What is gathered for less would be hardly more than what comes alone.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    /// <summary>Nobody sees that a message came a tenth of a second later, and the next tenth would save little.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    /// <summary>Long enough that a garbage collection does little to its mean.</summary>
    static readonly TimeSpan Window = TimeSpan.FromMilliseconds(250);

    readonly Lock _lock = new();
    long _windowFrom = time.GetTimestamp();
    TimeSpan _lateInWindow;
    int _inWindow;
    TimeSpan _late;
    long _pauseTicks;

    public TimeProvider Time => time;

    /// <summary>Between two writes to the listeners of a session.</summary>
    public TimeSpan Pause => TimeSpan.FromTicks(Volatile.Read(ref _pauseTicks));

    /// <summary>What was due at this time stamp begins now.</summary>
    public void Began(long due)
    {
        var now = time.GetTimestamp();
        var late = time.GetElapsedTime(due, now);
        lock (_lock)
        {
            if (late > TimeSpan.Zero) _lateInWindow += late;
            _inWindow++;
            if (time.GetElapsedTime(_windowFrom, now) < Window) return;
            _late = (_late + (_lateInWindow / _inWindow)) / 2;
            var pause = _late * Factor;
            Volatile.Write(ref _pauseTicks, (pause < Shortest ? TimeSpan.Zero : pause < Longest ? pause : Longest).Ticks);
            (_windowFrom, _lateInWindow, _inWindow) = (now, TimeSpan.Zero, 0);
        }
    }
}
