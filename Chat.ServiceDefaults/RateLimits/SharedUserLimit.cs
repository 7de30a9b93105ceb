using System.Globalization;
using Chat.ServiceDefaults.Problems;
using StackExchange.Redis;

namespace Chat.ServiceDefaults.RateLimits;

/// <summary>
/// How often one user may do something, over all instances together, as Redis counts. Each instance counts for itself first: what it refuses costs
/// Redis nothing, and while Redis is away its own count is the limit.
/// </summary>
/// <param name="redis">Where all instances count. A bucket is one number there: when it will be full again, as in <see cref="TokenBuckets{TKey}"/>.
/// It is forgotten then.</param>
/// <param name="name">Names the limit: its keys are <c>limits:NAME:USER</c>.</param>
/// <param name="perPeriod">How often for long, given back one by one; 0: as often as they like.</param>
/// <param name="atOnce">How often at once, after a pause; at least 1.</param>
/// <param name="period">In which <paramref name="perPeriod"/> are given back.</param>
/// <param name="sentence">What who does it too often is told.</param>
public abstract class SharedUserLimit(IConnectionMultiplexer redis, string name, int perPeriod, int atOnce, TimeSpan period, string sentence)
    : UserLimit(perPeriod, atOnce, period, sentence)
{
    /// <summary>
    /// Answers 0, or how long to wait. Times are microseconds, by the one clock that all instances share. Numbers of that size need a format: Lua rounds
    /// them otherwise.
    /// </summary>
    const string TakeOne =
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local full = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0')) + ARGV[1]
        local wait = full - now - ARGV[1] * ARGV[2]
        if wait > 0 then return math.ceil(wait) end
        redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
        return 0
        """;

    /// <summary>A Redis that takes longer counts as away.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly RedisValue[]? _bucket = perPeriod == 0 ? null : [period.TotalMicroseconds / perPeriod, atOnce];

    /// <summary>One of all instances together; <see cref="UserLimit.Take"/> is one of this instance alone.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/>, with the time after which it may be tried again.</exception>
    public async ValueTask TakeAsync(long userId)
    {
        Take(userId);
        if (_bucket is null) return;
        try
        {
            RedisKey key = string.Create(CultureInfo.InvariantCulture, $"limits:{name}:{userId}");
            var wait = (long)await redis.GetDatabase().ScriptEvaluateAsync(TakeOne, [key], _bucket).WaitAsync(Patience);
            if (wait > 0) throw TooOften(TimeSpan.FromMicroseconds(wait));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The service goes on without Redis, as fast as this instance alone allows.
        }
    }
}
