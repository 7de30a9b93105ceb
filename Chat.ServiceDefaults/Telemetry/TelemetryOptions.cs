using System.ComponentModel.DataAnnotations;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>Configuration section <c>Telemetry</c>.</summary>
sealed class TelemetryOptions
{
    /// <summary>How many new traces an instance records a second; thirty times as many at once after a pause. 0: only those that others began.</summary>
    [Range(0, 1_000_000)]
    public int TracesPerSecond { get; set; } = 1;

    /// <summary>Seconds between two exports of all metrics. Each costs every service, and whoever receives it, milliseconds.</summary>
    [Range(1, 3600)]
    public int MetricsSeconds { get; set; } = 10;
}
