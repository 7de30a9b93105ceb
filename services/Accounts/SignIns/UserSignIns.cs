using Chat.Accounts.Tokens;
using Chat.ServiceDefaults.Authentication;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Accounts.SignIns;

/// <summary>All sign-ins of a user together, in the keys of <see cref="SignInStore"/>.</summary>
sealed class UserSignIns(IConnectionMultiplexer redis, IOptions<AccessTokenOptions> tokens, TimeProvider time)
{
    /// <summary>As long as the longest access token lives, and some more.</summary>
    readonly TimeSpan _revokedFor = tokens.Value.Longest + TimeSpan.FromMinutes(5);

    const string SetIfAliveScript = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end";

    const string RaiseScript = """
        local known = redis.call('HGET', KEYS[1], ARGV[1])
        if not known or tonumber(known) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
        redis.call('EXPIRE', KEYS[1], ARGV[3])
        """;

    IDatabase Redis => redis.GetDatabase();

    /// <summary>How many sign-ins each of the users has.</summary>
    public Task<long[]> CountAsync(IEnumerable<long> userIds)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return Task.WhenAll(userIds.Select(id => Redis.SortedSetLengthAsync(SignInStore.ListKey(id), min: now)));
    }

    /// <summary>Access tokens that tell of an earlier version of the user are refused: by the gateway at once, by services within seconds.</summary>
    public async Task RefuseTokensBeforeAsync(long userId, long version)
    {
        await Redis.ScriptEvaluateAsync(RaiseScript, [RevokedTokens.Key], [userId, version, (long)_revokedFor.TotalSeconds]);
        var ids = await Redis.SortedSetRangeByRankAsync(SignInStore.ListKey(userId));
        await Task.WhenAll(ids.Select(id =>
            Redis.ScriptEvaluateAsync(SetIfAliveScript, [SignInCookie.RecordKey(id.ToString())], [SignInCookie.GoodFromField, version])));
    }
}
