using System.Diagnostics.Metrics;
using Chat.ServiceDefaults.Telemetry;
using MassTransit;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>
/// How far what a service knows of another one's data is behind it: from when an event was handed to the broker until it is stored here. What waits
/// in an outbox before that is told by <see cref="OutboxAge"/>.
/// </summary>
public static class ProjectionLag
{
    static readonly Histogram<double> Lag =
        ChatTelemetry.Meter.CreateHistogram(
            "chat.projection.lag", "s", "From an event's publication until what it tells is stored", advice: ChatTelemetry.Durations);

    /// <summary>To be called when the event is stored.</summary>
    /// <param name="context">The event.</param>
    /// <param name="projection">What is kept; one of few.</param>
    /// <param name="time">The clock.</param>
    public static void Stored(ConsumeContext context, string projection, TimeProvider time)
    {
        // Clocks of two machines differ.
        if (context.SentTime is { } sent)
            Lag.Record(
                Math.Max(0, (time.GetUtcNow().UtcDateTime - sent.ToUniversalTime()).TotalSeconds),
                KeyValuePair.Create<string, object?>("projection", projection));
    }
}
