using System.Diagnostics;
using Chat.Bench.Target;
using Chat.Bench.Wire;

namespace Chat.Bench.Measuring;

/// <summary>Runs steps: sends at a rate, waits for everything to arrive, counts what is stored.</summary>
sealed class StepRunner(ClientPool pool, ServerProcesses servers, MessageStore store, Durability durability)
{
    const int MaxMessages = 2_000_000;
    static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Stragglers = TimeSpan.FromSeconds(1.5);

    uint _lastRun = (uint)Random.Shared.Next();

    /// <summary>A mark for messages that no other step has.</summary>
    public uint NextRun() => ++_lastRun;

    /// <param name="rate">Messages a second, over all clients.</param>
    /// <param name="seconds">How long to send.</param>
    /// <param name="senderOf">Which client sends the k-th message.</param>
    /// <param name="members">How many clients listen to each session.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Step> RunAsync(double rate, double seconds, Func<int, HubClient> senderOf, int members, CancellationToken cancel)
    {
        var count = Math.Clamp((int)(rate * seconds), 1, MaxMessages);
        var tracker = new Tracker(NextRun(), count, members);
        pool.Listener = tracker;
        var closedBefore = pool.Closed;
        GC.Collect();
        var before = Usage.Now(servers);
        var start = Stopwatch.GetTimestamp();
        var lag = await Pacer.RunAsync(rate, count, k => tracker.Send(senderOf(k)), cancel);
        var sentAll = Stopwatch.GetTimestamp();
        await WaitForArrivalsAsync(tracker, sentAll, cancel);
        var used = Usage.Now(servers).Since(before);

        var last = Math.Max(tracker.LastAt, sentAll);
        var window = Stopwatch.GetElapsedTime(start, last).TotalSeconds;
        if (tracker.Sent == count) window = Math.Max(window, count / rate);
        var drain = tracker.IsDone ? Stopwatch.GetElapsedTime(sentAll, last).TotalSeconds : double.PositiveInfinity;
        if (!tracker.IsDone) await Task.Delay(Stragglers, cancel);
        // In this order: what is acknowledged by now must be found.
        var acknowledged = tracker.Acknowledged;
        var stored = await store.CountAsync(Tag.PrefixOf(tracker.Run), cancel);
        durability.Add(tracker.Sent, tracker.Refused, acknowledged, stored);

        var step = new Step(rate, tracker, window, drain, lag, used, stored, pool.Closed - closedBefore);
        Say(step, seconds);
        return step;
    }

    static async Task WaitForArrivalsAsync(Tracker tracker, long since, CancellationToken cancel)
    {
        var (seen, changedAt) = (-1L, since);
        while (!tracker.IsDone && Stopwatch.GetElapsedTime(since) < ArrivalLimit && Stopwatch.GetElapsedTime(changedAt) < Quiet)
        {
            var now = tracker.Delivered + tracker.Acknowledged;
            if (now != seen) (seen, changedAt) = (now, Stopwatch.GetTimestamp());
            await Task.Delay(5, cancel);
        }
    }

    void Say(Step step, double seconds)
    {
        var tracker = step.Tracker;
        Progress.Say(
            $"  {step.Rate:0} msg/s for {seconds} s: {step.Verdict}; {step.DeliveriesPerS:0} deliveries/s, "
            + $"p50 {tracker.Delivery.Percentile(0.5):0.0} p99 {tracker.Delivery.Percentile(0.99):0.0} ms, "
            + $"delivered {tracker.Delivered}/{tracker.Expected}, acked {tracker.Acknowledged}/{tracker.Sent}, stored {step.Stored}, "
            + $"drain {step.DrainS:0.00} s, lag {step.SendLagMs:0} ms, "
            + $"CPU app {step.Used.Parts[Part.App]:0.0} db {step.Used.Parts[Part.Database]:0.0} bus {step.Used.Parts[Part.Bus]:0.0} "
            + $"orchestration {step.Used.Parts[Part.Orchestration]:0.0} own {step.Used.Generator:0.0} s");
        if (step.Closed > 0) Progress.Say($"  {step.Closed} connections were cut: {pool.WhyClosed}");
        if (tracker.Refused > 0) Progress.Say($"  {tracker.Refused} sends were refused: {tracker.Refusal}");
    }
}
