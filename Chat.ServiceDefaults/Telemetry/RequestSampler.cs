using System.Diagnostics;
using System.Threading.RateLimiting;
using OpenTelemetry.Trace;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>
/// Decides on new traces: of a busy system so many a second, of a quiet one all. A call that belongs to no request (the polls of background
/// loops) is nobody's story.
/// </summary>
sealed class RequestSampler(int perSecond) : Sampler
{
    const int SecondsAtOnce = 30;

    readonly TokenBucketRateLimiter? _budget = perSecond == 0 ? null : new(new TokenBucketRateLimiterOptions
    {
        TokensPerPeriod = perSecond,
        TokenLimit = perSecond * SecondsAtOnce,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
    });

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind is not ActivityKind.Client && _budget?.AttemptAcquire().IsAcquired == true ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
