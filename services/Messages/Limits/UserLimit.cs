using System.Threading.RateLimiting;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Limits;

/// <summary>How fast one user may do something, by whatever way in. Each instance keeps its own count; a burst is let through.</summary>
abstract class UserLimit : IDisposable
{
    readonly PartitionedRateLimiter<long> _limiter;
    readonly string _sentence;

    /// <param name="perSecond">For long; 0: as much as they like.</param>
    /// <param name="atOnce">After a pause.</param>
    /// <param name="sentence">What who is too fast is told.</param>
    protected UserLimit(int perSecond, int atOnce, string sentence)
    {
        _sentence = sentence;
        _limiter = PartitionedRateLimiter.Create<long, long>(user => perSecond == 0
            ? RateLimitPartition.GetNoLimiter(user)
            : RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(atOnce, perSecond),
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>, with the time after which it may be tried again.</exception>
    public void Take(long userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return;
        throw new ChatException(ErrorCode.RateLimited, _sentence)
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
        };
    }

    public void Dispose() => _limiter.Dispose();
}
