using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>How many new traces an instance may record: of a busy system so many a second, of a quiet one all.</summary>
sealed class TraceBudget(IOptions<TelemetryOptions> options, TimeProvider time)
{
    const int SecondsAtOnce = 30;

    // One bucket for all.
    readonly TokenBuckets<int>? _tokens = options.Value.TracesPerSecond is var perSecond and > 0
        ? new(perSecond, atOnce: perSecond * SecondsAtOnce, TimeSpan.FromSeconds(1), time)
        : null;

    public bool TryTake() => _tokens?.TryTake(0, out _) == true;
}
