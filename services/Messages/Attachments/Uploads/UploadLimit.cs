using System.ComponentModel.DataAnnotations;
using System.Threading.RateLimiting;
using Chat.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attachments.Uploads;

/// <summary>How often one user may begin an upload. Each instance keeps its own count.</summary>
sealed class UploadLimit(IOptions<UploadLimitOptions> options) : IDisposable
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly PartitionedRateLimiter<long> _limiter = PartitionedRateLimiter.Create<long, long>(user => options.Value.UploadsPerMinute is var limit && limit == 0
        ? RateLimitPartition.GetNoLimiter(user)
        : RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit,
            TokensPerPeriod = limit,
            ReplenishmentPeriod = Minute,
        }));

    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>, with the time after which it may be tried again.</exception>
    public void Take(long userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return;
        throw new ChatException(ErrorCode.RateLimited, "You are sending too many files; try again in a moment.")
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Minute,
        };
    }

    public void Dispose() => _limiter.Dispose();
}

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class UploadLimitOptions
{
    /// <summary>How many uploads a minute one user may begin, on each instance. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int UploadsPerMinute { get; set; } = 120;
}
