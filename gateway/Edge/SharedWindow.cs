using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using StackExchange.Redis;

namespace Chat.Gateway.Edge;

/// <summary>
/// So many permits for each window of time, of all gateways together: Redis counts, and forgets the count with the window. While Redis is away nobody is let
/// through: the services cannot sign anybody in then, either.
/// </summary>
sealed class SharedWindow(IConnectionMultiplexer redis, string key, int limit, TimeSpan window, TimeProvider time) : RateLimiter
{
    /// <summary>In one step: a count that lost its end would count for ever.</summary>
    const string Count =
        """
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """;

    long _usedAt = time.GetTimestamp();

    /// <summary>There is nothing here that would be lost with it.</summary>
    public override TimeSpan? IdleDuration => time.GetElapsedTime(Volatile.Read(ref _usedAt));

    public override RateLimiterStatistics? GetStatistics() => null;

    /// <summary>Never at once: that leads to <see cref="AcquireAsyncCore"/>.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Lease(isAcquired: false, window);

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _usedAt, time.GetTimestamp());
        var answer = (RedisValue[])(await redis.GetDatabase().ScriptEvaluateAsync(Count, [key], [(long)window.TotalMilliseconds]))!;
        return new Lease((long)answer[0] <= limit, TimeSpan.FromMilliseconds(Math.Max(0, (long)answer[1])));
    }

    sealed class Lease(bool isAcquired, TimeSpan left) : RateLimitLease
    {
        public override bool IsAcquired { get; } = isAcquired;

        public override IEnumerable<string> MetadataNames => IsAcquired ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = !IsAcquired && metadataName == MetadataName.RetryAfter.Name ? left : null;
            return metadata is not null;
        }
    }
}
