using Chat.ServiceDefaults.Telemetry;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>
/// How long events have been waiting in an outbox, as its relay sees it; 0 while it keeps up. Operators see it rise while the broker is away.
/// </summary>
public sealed class OutboxAge
{
    readonly TimeProvider _time;

    // Ticks; 0: nothing waits.
    long _waitsSince;

    /// <param name="outbox">Its table.</param>
    /// <param name="time">The clock.</param>
    public OutboxAge(string outbox, TimeProvider time)
    {
        _time = time;
        var tag = KeyValuePair.Create<string, object?>("outbox", outbox);
        ChatTelemetry.Meter.CreateObservableGauge(
            "chat.outbox.age", () => new System.Diagnostics.Metrics.Measurement<double>(Age, tag), "s",
            "How long the oldest event in the outbox has been waiting");
    }

    double Age => Volatile.Read(ref _waitsSince) is var since and > 0 ? Math.Max(0, (_time.GetUtcNow().UtcTicks - since) / (double)TimeSpan.TicksPerSecond) : 0;

    /// <summary>There are events, the oldest of them since this time, or, if that is not known, since now or when this was last said.</summary>
    public void Waits(DateTime? since = null)
    {
        if (since is { } known) Volatile.Write(ref _waitsSince, known.Ticks);
        else Interlocked.CompareExchange(ref _waitsSince, _time.GetUtcNow().UtcTicks, 0);
    }

    /// <summary>All that was there is published.</summary>
    public void IsEmpty() => Volatile.Write(ref _waitsSince, 0);
}
