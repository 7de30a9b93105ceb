using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>The one activity source and the one meter of this system's own spans and figures.</summary>
public static class ChatTelemetry
{
    public const string Name = "Chat";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);

    /// <summary>Buckets for a histogram of seconds, from what is fast here to what has long been noticed.</summary>
    public static readonly InstrumentAdvice<double> Durations =
        new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
}
