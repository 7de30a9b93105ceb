using System.Threading.RateLimiting;
using Chat.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Search;

/// <summary>How often one user may search. Each instance keeps its own count.</summary>
sealed class SearchLimit : IDisposable
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    readonly PartitionedRateLimiter<long> _limiter;

    public SearchLimit(IOptions<SearchLimitOptions> options)
    {
        var (perMinute, burst) = (options.Value.SearchesPerMinute, options.Value.SearchesAtOnce);
        _limiter = PartitionedRateLimiter.Create<long, long>(user => perMinute == 0
            ? RateLimitPartition.GetNoLimiter(user)
            : RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = burst,
                TokensPerPeriod = Math.Max(1, perMinute / 6),
                ReplenishmentPeriod = Period,
            }));
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>, with the time after which it may be tried again.</exception>
    public void Take(long userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return;
        throw new ChatException(ErrorCode.RateLimited, "You are searching too fast; try again in a moment.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Period,
        };
    }

    public void Dispose() => _limiter.Dispose();
}
