using Chat.ServiceDefaults.Problems;

namespace Chat.ServiceDefaults.RateLimits;

/// <summary>How often one user may do something. Each instance keeps its own count.</summary>
/// <param name="perPeriod">How often for long; 0: as often as they like.</param>
/// <param name="atOnce">How often at once, after a pause.</param>
/// <param name="period">In which <paramref name="perPeriod"/> are given back.</param>
/// <param name="sentence">What who does it too often is told.</param>
public abstract class UserLimit(int perPeriod, int atOnce, TimeSpan period, string sentence)
{
    readonly TokenBuckets<long>? _buckets = perPeriod == 0 ? null : new(perPeriod, atOnce, period, TimeProvider.System);

    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>, with the time after which it may be tried again.</exception>
    public void Take(long userId)
    {
        if (_buckets is null || _buckets.TryTake(userId, out var wait)) return;
        throw TooOften(wait);
    }

    private protected ChatException TooOften(TimeSpan wait) => new(ErrorCode.RateLimited, sentence) { RetryAfter = wait };
}
