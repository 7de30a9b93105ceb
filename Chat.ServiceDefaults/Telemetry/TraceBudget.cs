using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>How many new traces an instance may record: of a busy system so many a second, of a quiet one all.</summary>
sealed class TraceBudget(IOptions<TelemetryOptions> options) : IDisposable
{
    const int SecondsAtOnce = 30;

    readonly TokenBucketRateLimiter? _tokens = options.Value.TracesPerSecond is var perSecond and > 0
        ? new(new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = perSecond,
            TokenLimit = perSecond * SecondsAtOnce,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        })
        : null;

    public bool TryTake() => _tokens?.AttemptAcquire().IsAcquired == true;

    public void Dispose() => _tokens?.Dispose();
}
