using System.Globalization;
using StackExchange.Redis;

namespace Chat.Realtime.Presence;

/// <summary>
/// Who is online, in Redis: for each instance the set of its users, and a lease that the instance keeps renewing. A set counts only
/// while its instance's lease runs, so a crash takes its users offline without anybody's help, and renewing costs one command however many
/// connections there are. (A connection itself is kept alive by its pings.)
/// </summary>
sealed class PresenceStore(IConnectionMultiplexer redis, TimeProvider time)
{
    /// <summary>How long the users of a crashed instance still seem to be online.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    const string Instances = "rt:instances";

    readonly string _instance = Guid.NewGuid().ToString("N");

    IDatabase Redis => redis.GetDatabase();

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task AddAsync(long userId) => Redis.SetAddAsync(UsersOf(_instance), userId);

    public Task RemoveAsync(IReadOnlyCollection<long> users) => Redis.SetRemoveAsync(UsersOf(_instance), [.. users.Select(user => (RedisValue)user)]);

    /// <summary>Renews this instance's lease, and makes the set right again if Redis has lost it, or missed who came or went.</summary>
    public async Task RenewAsync(IReadOnlyCollection<long> users)
    {
        var key = UsersOf(_instance);
        var stored = await Redis.SetMembersAsync(key);
        if (users.Count != stored.Length || !stored.Select(user => (long)user).ToHashSet().SetEquals(users))
        {
            var exchange = Redis.CreateTransaction();
            _ = exchange.KeyDeleteAsync(key);
            if (users.Count > 0) _ = exchange.SetAddAsync(key, [.. users.Select(user => (RedisValue)user)]);
            await exchange.ExecuteAsync();
        }
        await Redis.SortedSetAddAsync(Instances, _instance, Now + Lease.TotalMilliseconds);
    }

    /// <summary>Those of the users who are online on any instance.</summary>
    public Task<List<long>> OnlineAsync(IReadOnlyList<long> users) => OnlineAsync(users, includeOwn: true);

    /// <summary>Those of the users who are online on another instance.</summary>
    public Task<List<long>> OnlineElsewhereAsync(IReadOnlyList<long> users) => OnlineAsync(users, includeOwn: false);

    /// <summary>The users of instances whose lease has run out. Of several instances that ask, one gets each.</summary>
    public async Task<List<long>> TakeExpiredAsync()
    {
        var users = new List<long>();
        foreach (var instance in await Redis.SortedSetRangeByScoreAsync(Instances, stop: Now))
        {
            // Read first: whoever takes the instance away is the one who tells, and must know of whom.
            var left = await Redis.SetMembersAsync(UsersOf(instance.ToString()));
            if (!await Redis.SortedSetRemoveAsync(Instances, instance)) continue;
            users.AddRange(left.Select(user => (long)user));
            await Redis.KeyDeleteAsync(UsersOf(instance.ToString()), CommandFlags.FireAndForget);
        }
        return users;
    }

    async Task<List<long>> OnlineAsync(IReadOnlyList<long> users, bool includeOwn)
    {
        if (users.Count == 0) return [];
        var asked = users.Select(user => (RedisValue)user).ToArray();
        var alive = await Redis.SortedSetRangeByScoreAsync(Instances, start: Now);
        var answers = await Task.WhenAll(alive
            .Where(instance => includeOwn || instance != _instance)
            .Select(instance => Redis.SetContainsAsync(UsersOf(instance.ToString()), asked)));
        return [.. users.Where((_, i) => answers.Any(answer => answer[i]))];
    }

    static string UsersOf(string instance) => string.Create(CultureInfo.InvariantCulture, $"rt:online:{instance}");
}
