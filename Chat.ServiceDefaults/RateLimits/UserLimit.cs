using System.Threading.RateLimiting;
using Chat.ServiceDefaults.Problems;

namespace Chat.ServiceDefaults.RateLimits;

/// <summary>How often one user may do something. Each instance keeps its own count.</summary>
/// <param name="perPeriod">How often for long; 0: as often as they like.</param>
/// <param name="atOnce">How often at once, after a pause.</param>
/// <param name="period">In which <paramref name="perPeriod"/> are given back.</param>
/// <param name="sentence">What who does it too often is told.</param>
public abstract class UserLimit(int perPeriod, int atOnce, TimeSpan period, string sentence) : IDisposable
{
    readonly PartitionedRateLimiter<long> _limiter = PartitionedRateLimiter.Create<long, long>(user => perPeriod == 0
        ? RateLimitPartition.GetNoLimiter(user)
        : RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions { TokenLimit = atOnce, TokensPerPeriod = perPeriod, ReplenishmentPeriod = period }));

    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>, with the time after which it may be tried again.</exception>
    public void Take(long userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return;
        throw new ChatException(ErrorCode.RateLimited, sentence) { RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : period };
    }

    public void Dispose()
    {
        _limiter.Dispose();
        GC.SuppressFinalize(this);
    }
}
