using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Telemetry;
using StackExchange.Redis;

namespace Chat.Accounts.SignIns;

/// <summary>
/// The sign-ins in Redis. A sign-in is one hash, <c>accounts:signin:{id}</c>, and lives as long as that exists: 30 days after it was last
/// used. <c>accounts:signins:{user}</c> lists a user's sign-ins by expiry. Scripts touch one key each, so that Redis can be a cluster;
/// only they write to a hash that may be gone, so that nothing brings an ended sign-in back.
/// </summary>
sealed class SignInStore(IConnectionMultiplexer redis, TimeProvider time)
{
    static readonly Counter<long> Started = ChatTelemetry.Meter.CreateCounter<long>("chat.accounts.sign_ins", "{sign-in}", "Sign-ins started");

    const string TouchScript = """
        if redis.call('HGET', KEYS[1], 'kind') ~= ARGV[1] then return false end
        redis.call('HSET', KEYS[1], 'last_used', ARGV[2])
        redis.call('EXPIRE', KEYS[1], ARGV[3])
        return redis.call('HGET', KEYS[1], 'user_id')
        """;

    // 1: the presented token was the current one and its successor is now; 0: it is an old one, and the sign-in has ended; nil: no such sign-in.
    const string RotateScript = """
        local current = redis.call('HGET', KEYS[1], 'refresh')
        if not current then return false end
        if current ~= ARGV[1] then redis.call('DEL', KEYS[1]) return 0 end
        redis.call('HSET', KEYS[1], 'refresh', ARGV[2], 'last_used', ARGV[3])
        redis.call('EXPIRE', KEYS[1], ARGV[4])
        return 1
        """;

    IDatabase Redis => redis.GetDatabase();

    /// <summary>Starts a sign-in.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="kind">How it is carried on.</param>
    /// <param name="device">For the user's list of sign-ins.</param>
    /// <param name="refreshHash">The hash of the first refresh token's one-time part, for <see cref="SignInKind.Token"/>.</param>
    public async Task<NewSignIn> StartAsync(long userId, SignInKind kind, CallingDevice device, string refreshHash = "")
    {
        var secret = RandomNumberGenerator.GetBytes(SignInCookie.SecretLength);
        var id = SignInCookie.IdOf(secret);
        var now = Seconds(time.GetUtcNow());
        HashEntry[] record =
        [
            new(SignInCookie.UserIdField, userId),
            new("kind", NameOf(kind)),
            new("created", now),
            new("last_used", now),
            new("user_agent", device.UserAgent),
            new("address", device.Address),
            .. refreshHash.Length > 0 ? [new HashEntry("refresh", refreshHash)] : Array.Empty<HashEntry>(),
        ];

        // Listed first: a sign-in that is not listed could not be ended with all others of its user.
        await ListAsync(userId, id);
        var both = Redis.CreateTransaction();
        _ = both.HashSetAsync(SignInCookie.RecordKey(id), record);
        _ = both.KeyExpireAsync(SignInCookie.RecordKey(id), SignInCookie.Lifetime);
        await both.ExecuteAsync();
        Started.Add(1);
        return new NewSignIn(id, secret);
    }

    /// <summary>Notes that a sign-in is used, which lets it live on.</summary>
    /// <returns>Whose it is; null when it has ended or is of another kind.</returns>
    public async Task<long?> TouchAsync(string id, SignInKind kind)
    {
        var userId = (long?)await Redis.ScriptEvaluateAsync(
            TouchScript, [SignInCookie.RecordKey(id)], [NameOf(kind), Seconds(time.GetUtcNow()), (long)SignInCookie.Lifetime.TotalSeconds]);
        if (userId is { } user) await ListAsync(user, id);
        return userId;
    }

    /// <summary>Replaces the refresh token's one-time part. An old one ends the sign-in: two hold it, and one of them stole it.</summary>
    public async Task<RefreshOutcome> RotateAsync(string id, string presentedHash, string nextHash)
    {
        var outcome = (int?)await Redis.ScriptEvaluateAsync(
            RotateScript, [SignInCookie.RecordKey(id)], [presentedHash, nextHash, Seconds(time.GetUtcNow()), (long)SignInCookie.Lifetime.TotalSeconds]);
        return outcome switch { 1 => RefreshOutcome.Rotated, 0 => RefreshOutcome.Reused, _ => RefreshOutcome.Unknown };
    }

    /// <summary>Ends sign-ins of a user.</summary>
    public async Task EndAsync(long userId, IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0) return;
        await Task.WhenAll(ids.Select(id => Redis.KeyDeleteAsync(SignInCookie.RecordKey(id))));
        await Redis.SortedSetRemoveAsync(ListKey(userId), [.. ids.Select(id => (RedisValue)id)]);
    }

    /// <summary>The user's sign-ins by id; one that ended by itself may still be among them.</summary>
    public async Task<IReadOnlyList<string>> FindIdsAsync(long userId)
    {
        var listed = await Redis.SortedSetRangeByScoreAsync(ListKey(userId), Seconds(time.GetUtcNow()));
        return [.. listed.Select(id => id.ToString())];
    }

    /// <summary>The user's sign-ins, the last used first.</summary>
    public async Task<IReadOnlyList<KnownSignIn>> FindAllAsync(long userId)
    {
        var found = await Task.WhenAll((await FindIdsAsync(userId)).Select(FindAsync));
        return [.. found.OfType<KnownSignIn>().OrderByDescending(signIn => signIn.LastUsedAt).ThenBy(signIn => signIn.Id, StringComparer.Ordinal)];
    }

    async Task<KnownSignIn?> FindAsync(string id)
    {
        RedisValue[] fields = ["kind", "created", "last_used", "user_agent", "address"];
        return await Redis.HashGetAsync(SignInCookie.RecordKey(id), fields) is [{ IsNull: false } kind, var created, var lastUsed, var userAgent, var address]
            ? new KnownSignIn(id, KindOf(kind!), Time(created), Time(lastUsed), new CallingDevice(userAgent.ToString(), address.ToString()))
            : null;
    }

    /// <summary>Those of the sign-ins that have ended.</summary>
    public async Task<IReadOnlyList<string>> FindEndedAsync(IReadOnlyList<string> ids)
    {
        var alive = await Task.WhenAll(ids.Select(id => Redis.KeyExistsAsync(SignInCookie.RecordKey(id))));
        return [.. ids.Where((_, index) => !alive[index])];
    }

    async Task ListAsync(long userId, string id)
    {
        var now = time.GetUtcNow();
        var key = ListKey(userId);
        var all = Redis.CreateTransaction();
        _ = all.SortedSetRemoveRangeByScoreAsync(key, double.NegativeInfinity, Seconds(now));
        _ = all.SortedSetAddAsync(key, id, Seconds(now + SignInCookie.Lifetime));
        _ = all.KeyExpireAsync(key, SignInCookie.Lifetime);
        await all.ExecuteAsync();
    }

    static long Seconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds();

    static DateTime Time(RedisValue seconds) => DateTimeOffset.FromUnixTimeSeconds((long)seconds).UtcDateTime;

    static SignInKind KindOf(string name) => name == NameOf(SignInKind.Browser) ? SignInKind.Browser : SignInKind.Token;

    static string NameOf(SignInKind kind) => kind is SignInKind.Browser ? "browser" : "token";

    internal static string ListKey(long userId) => "accounts:signins:" + userId.ToString(CultureInfo.InvariantCulture);
}
