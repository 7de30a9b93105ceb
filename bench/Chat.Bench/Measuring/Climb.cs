using System.Diagnostics;
using Chat.Bench.Wire;

namespace Chat.Bench.Measuring;

/// <summary>
/// Finds the highest rate that is kept up with. The rate is doubled in 2 s probes until one fails, the edge is closed in on in 3 s steps,
/// and the figure is that of a 5 s step which passed; where time runs out before that, of the fastest shorter one.
/// </summary>
sealed class Climb(StepRunner steps, ClientPool pool, Func<int, HubClient> senderOf, int members, IReadOnlyList<Place> places)
{
    const double ProbeS = 2, CloseInS = 3, FinalS = 5;
    const double CloseEnough = 1.12;
    const double LowestRate = 0.5;
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(58);

    readonly Stopwatch _watch = new();
    Step? _fastest;

    /// <param name="Best">Null if no rate passed.</param>
    /// <param name="Steps">How many steps it took.</param>
    /// <param name="EndedBy">Why the last step that failed did.</param>
    public sealed record Result(Step? Best, int Steps, string EndedBy);

    int Count { get; set; }
    string EndedBy { get; set; } = "time ran out";

    public async Task<Result> RunAsync(double firstRate, CancellationToken cancel)
    {
        _watch.Start();
        var (good, bad) = (0.0, 0.0);
        for (var rate = firstRate; IsTimeFor(6) && rate >= LowestRate && (good == 0 || bad == 0); rate = bad == 0 ? rate * 2 : rate / 2)
        {
            if ((await TryAsync(rate, ProbeS, cancel)).Passed) good = rate;
            else bad = rate;
        }
        while (good > 0 && bad / good > CloseEnough && IsTimeFor(24))
        {
            var rate = Math.Sqrt(good * bad);
            if ((await TryAsync(rate, CloseInS, cancel)).Passed) good = rate;
            else bad = rate;
        }
        for (var rate = good; rate > 0 && IsTimeFor(8); rate *= 0.9)
        {
            if (await TryAsync(rate, FinalS, cancel) is { Passed: true } best) return new Result(best, Count, EndedBy);
        }
        return new Result(_fastest, Count, EndedBy);
    }

    bool IsTimeFor(double seconds) => _watch.Elapsed + TimeSpan.FromSeconds(seconds) < Limit;

    async Task<Step> TryAsync(double rate, double seconds, CancellationToken cancel)
    {
        Count++;
        var step = await steps.RunAsync(rate, seconds, senderOf, members, cancel);
        if (!step.Passed)
        {
            EndedBy = step.Verdict;
            await RecoverAsync(cancel);
        }
        else if (_fastest is null || step.Rate > _fastest.Rate)
        {
            _fastest = step;
        }
        return step;
    }

    /// <summary>After too much: waits until nothing comes any more, and reconnects if somebody was cut off.</summary>
    async Task RecoverAsync(CancellationToken cancel)
    {
        var counter = new ArrivalCounter();
        pool.Listener = counter;
        for (var i = 0; i < 20; i++)
        {
            var seen = counter.Count;
            await Task.Delay(400, cancel);
            if (counter.Count == seen) break;
        }
        if (pool.Closed > 0) await pool.OpenAsync(places, cancel);
    }

    sealed class ArrivalCounter : IHubListener
    {
        long _count;

        public long Count => Volatile.Read(ref _count);

        public void OnMessages(HubClient client, ReadOnlySpan<byte> record) => Interlocked.Increment(ref _count);

        public void OnAcknowledged(HubClient client, uint run, int number) => Interlocked.Increment(ref _count);

        public void OnRefused(HubClient client, uint run, int number, string why) { }

        public void OnClosed(HubClient client, string why) { }
    }
}
