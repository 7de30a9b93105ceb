using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Chat.Bench.Target;

/// <summary>How fast the machine is at the moment: virtual ones are now fast and now slow, and figures of two sittings differ with that.</summary>
static class Speed
{
    const int Samples = 5;
    const int Rounds = 20_000_000;

    /// <summary>Milliseconds that a fixed piece of arithmetic takes on one core; the median of a few.</summary>
    public static double ProbeMs()
    {
        var times = new double[Samples];
        for (var i = 0; i < Samples; i++)
        {
            var start = Stopwatch.GetTimestamp();
            if (Work() == 0) throw new InvalidOperationException(); // never; the work must not be optimised away
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times.Order().ElementAt(Samples / 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static ulong Work()
    {
        var x = 88172645463325252UL; // xorshift64 (Marsaglia 2003); never reaches 0
        for (var i = 0; i < Rounds; i++)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        return x;
    }
}
