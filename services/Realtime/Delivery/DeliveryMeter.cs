using System.Diagnostics.Metrics;
using Chat.ServiceDefaults.Telemetry;

namespace Chat.Realtime.Delivery;

/// <summary>What operators see of delivery. Once for each frame and instance, not for each connection.</summary>
static class DeliveryMeter
{
    static readonly Counter<long> Delivered =
        ChatTelemetry.Meter.CreateCounter<long>("chat.realtime.delivered", "{change}", "New messages and changes of messages, handed to connections");

    static readonly Histogram<double> Latency = ChatTelemetry.Meter.CreateHistogram(
        "chat.realtime.delivery_latency", "s", "From the time stamp of a message until it is handed to the connections of an instance",
        tags: null, advice: ChatTelemetry.Durations);

    /// <summary>These frames go to so many connections now.</summary>
    public static void Record(IReadOnlyList<ChangeFrame> run, int connections)
    {
        if (connections == 0) return;
        Delivered.Add((run[^1].Rev - run[0].PrevRev) * connections);
        if (!Latency.Enabled) return;
        var now = DateTime.UtcNow;
        foreach (var frame in run)
        {
            // By two clocks, the database's and this machine's: they may differ by more than it took.
            if (frame.PostedAt is { } postedAt) Latency.Record(Math.Max(0, (now - postedAt).TotalSeconds));
        }
    }
}
