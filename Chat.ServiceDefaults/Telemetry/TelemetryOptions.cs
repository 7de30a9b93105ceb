using System.ComponentModel.DataAnnotations;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>Configuration section <c>Telemetry</c>.</summary>
sealed class TelemetryOptions
{
    /// <summary>How many new traces an instance records a second; ten times as many at once after a pause. 0: only those that others began.</summary>
    [Range(0, 1_000_000)]
    public int TracesPerSecond { get; set; } = 10;
}
