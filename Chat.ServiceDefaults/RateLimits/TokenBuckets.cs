namespace Chat.ServiceDefaults.RateLimits;

/// <summary>
/// A token bucket for each key. Nothing runs while nobody asks: .NET's partitioned limiter wakes ten times a second to fill its buckets, and several of
/// them in each service were a third of what the system used at rest.
/// </summary>
/// <param name="perPeriod">How many tokens a bucket gains in a period.</param>
/// <param name="atOnce">How many it holds when it is full, as it is at first.</param>
/// <param name="period">In which <paramref name="perPeriod"/> are gained, one after the other.</param>
/// <param name="time">The clock.</param>
public sealed class TokenBuckets<TKey>(int perPeriod, int atOnce, TimeSpan period, TimeProvider time) where TKey : notnull
{
    const int FewestToSweep = 1_000;

    readonly TimeSpan _gain = period / perPeriod;

    /// <summary>When each will be full. One that is full is not kept.</summary>
    readonly Dictionary<TKey, TimeSpan> _fullAt = [];
    readonly Lock _lock = new();
    readonly long _start = time.GetTimestamp();
    int _sweepAt = FewestToSweep;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _fullAt.Count;
        }
    }

    /// <summary>Takes a token.</summary>
    /// <param name="key">Whose bucket.</param>
    /// <param name="wait">If there was none: how long until there is one.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(TKey key, out TimeSpan wait)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            var fullAt = (_fullAt.TryGetValue(key, out var known) && known > now ? known : now) + _gain;
            wait = fullAt - now - _gain * atOnce;
            if (wait > TimeSpan.Zero) return false;
            _fullAt[key] = fullAt;
            if (_fullAt.Count >= _sweepAt) Sweep(now);
            wait = TimeSpan.Zero;
            return true;
        }
    }

    void Sweep(TimeSpan now)
    {
        foreach (var (key, fullAt) in _fullAt)
        {
            if (fullAt <= now) _fullAt.Remove(key);
        }
        // Not again before as many have come as there are now: the cost of a token stays the same.
        _sweepAt = Math.Max(FewestToSweep, 2 * _fullAt.Count);
    }
}
