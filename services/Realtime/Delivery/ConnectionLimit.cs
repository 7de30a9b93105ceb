using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Chat.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Chat.Realtime.Delivery;

/// <summary>How many connections one user may open in a while. Each instance keeps its own count; a burst is let through.</summary>
sealed class ConnectionLimit : IDisposable
{
    readonly PartitionedRateLimiter<long>? _limiter;

    public ConnectionLimit(IOptions<ConnectionLimitOptions> options)
    {
        var (perSecond, atOnce) = (options.Value.ConnectionsPerSecond, options.Value.ConnectionsAtOnce);
        if (perSecond == 0) return;
        _limiter = PartitionedRateLimiter.Create<long, long>(user => RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(atOnce, perSecond),
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        }));
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/></exception>
    public void Take(long userId)
    {
        using var lease = _limiter?.AttemptAcquire(userId);
        if (lease is not { IsAcquired: false }) return;
        throw new ChatException(ErrorCode.RateLimited, "You are connecting too often; try again in a moment.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
        };
    }

    public void Dispose() => _limiter?.Dispose();
}

/// <summary>Configuration section <c>RateLimits</c>: what one user may do, on each instance.</summary>
sealed class ConnectionLimitOptions
{
    /// <summary>How many connections a second may be opened for long. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int ConnectionsPerSecond { get; set; } = 20;

    /// <summary>How many at once, after a pause.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsAtOnce { get; set; } = 300;

    /// <summary>How many may be open. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int ConnectionsPerUser { get; set; } = 500;
}
