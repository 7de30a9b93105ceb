using System.Diagnostics;
using System.Numerics;

namespace Chat.Bench.Measuring;

/// <summary>
/// Counts times in buckets that are at most 1.6 % wide: microseconds one by one up to 64, then 64 buckets for each doubling. Recording
/// takes no lock; each core has counters of its own.
/// </summary>
sealed class Histogram
{
    const int PerDoubling = 64;
    const int Doublings = 40;
    const int FirstShift = 6; // log2 of PerDoubling

    readonly long[][] _counts = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new long[PerDoubling * Doublings])];
    long _max;

    public long Count => _counts.Sum(counts => counts.Sum());

    public double MaxMs => _max / 1000.0;

    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    public void Record(long ticks)
    {
        var microseconds = Math.Max(0, ticks * 1_000_000 / Stopwatch.Frequency);
        Interlocked.Increment(ref _counts[Thread.GetCurrentProcessorId() % _counts.Length][BucketOf(microseconds)]);
        for (var max = Volatile.Read(ref _max); microseconds > max;)
        {
            var seen = Interlocked.CompareExchange(ref _max, microseconds, max);
            if (seen == max) break;
            max = seen;
        }
    }

    /// <summary>In milliseconds; NaN when nothing was recorded.</summary>
    public double Percentile(double share)
    {
        var total = Count;
        if (total == 0) return double.NaN;
        long rank = (long)Math.Ceiling(total * share), seen = 0;
        for (var bucket = 0; bucket < PerDoubling * Doublings; bucket++)
        {
            foreach (var counts in _counts) seen += counts[bucket];
            if (seen >= rank) return Math.Min(MiddleOf(bucket), _max) / 1000.0;
        }
        return MaxMs;
    }

    static int BucketOf(long microseconds)
    {
        if (microseconds < PerDoubling) return (int)microseconds;
        var shift = BitOperations.Log2((ulong)microseconds) - FirstShift;
        return Math.Min(PerDoubling * Doublings - 1, PerDoubling * shift + (int)(microseconds >> shift));
    }

    static double MiddleOf(int bucket)
    {
        if (bucket < PerDoubling) return bucket;
        var shift = bucket / PerDoubling - 1;
        return ((long)(bucket - PerDoubling * shift) << shift) + ((1L << shift) - 1) / 2.0;
    }
}
