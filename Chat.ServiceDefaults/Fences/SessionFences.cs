using System.Globalization;
using StackExchange.Redis;

namespace Chat.ServiceDefaults.Fences;

/// <summary>
/// At which version of a session somebody was last removed. Sessions raises it before it acknowledges a removal; whoever says something live in
/// the session, other than messages, which have a fence of their own, looks it up and sends it along, and nobody hears it whose membership is only known
/// from before.
/// </summary>
public sealed class SessionFences(IConnectionMultiplexer redis)
{
    /// <summary>Long after its event has told every instance of the removal.</summary>
    static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    // Removals of one session can overtake each other; the later version counts.
    const string Raise =
        "if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or '0') then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end";

    IDatabase Redis => redis.GetDatabase();

    public Task RaiseAsync(long sessionId, long version) =>
        Redis.ScriptEvaluateAsync(Raise, [KeyOf(sessionId)], [version, (long)KeptFor.TotalSeconds]);

    /// <summary>0 when nobody was removed lately.</summary>
    public async Task<long> OfAsync(long sessionId) => (long)await Redis.StringGetAsync(KeyOf(sessionId));

    static RedisKey KeyOf(long sessionId) => string.Create(CultureInfo.InvariantCulture, $"sessions:fence:{sessionId}");
}
