using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Chat.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Posting;

/// <summary>
/// How fast one user may post, edit, delete and react, by whatever way in. Each instance keeps its own count; a burst is let through, as
/// a client that was offline sends what it has written meanwhile.
/// </summary>
sealed class WriteLimit : IDisposable
{
    readonly PartitionedRateLimiter<long> _limiter;

    public WriteLimit(IOptions<WriteLimitOptions> options)
    {
        var (perSecond, burst) = (options.Value.MessagesPerSecond, options.Value.MessagesAtOnce);
        _limiter = PartitionedRateLimiter.Create<long, long>(user => perSecond == 0
            ? RateLimitPartition.GetNoLimiter(user)
            : RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(burst, perSecond),
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>, with the time after which it may be tried again.</exception>
    public void Take(long userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return;
        throw new ChatException(ErrorCode.RateLimited, "You are writing too fast; try again in a moment.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
        };
    }

    public void Dispose() => _limiter.Dispose();
}

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class WriteLimitOptions
{
    /// <summary>How many messages and changes a second one user may write for long, on each instance. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 50;

    /// <summary>How many at once, after a pause.</summary>
    [Range(1, 1_000_000)]
    public int MessagesAtOnce { get; set; } = 500;
}
