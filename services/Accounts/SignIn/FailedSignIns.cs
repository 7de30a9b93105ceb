using System.Globalization;
using StackExchange.Redis;

namespace Chat.Accounts.SignIn;

/// <summary>
/// Counts failed sign-ins by user name, known or not, in Redis: ten within five minutes of each other close the name for five minutes.
/// By name and not by user, so that neither the answer nor the time it takes tells whether a user exists.
/// </summary>
sealed class FailedSignIns(IConnectionMultiplexer redis, TimeProvider time)
{
    const int Allowed = 10;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The closed names by the milliseconds since 1970 at which they open again; for administrators, the count itself decides.</summary>
    const string Locked = "accounts:locked";

    // No user name begins so.
    const char Inside = '#';

    /// <summary>What stands for the name where a user who is signed in gives their password again. It is never listed as closed: the door is open.</summary>
    public static string InsideOf(long userId) => string.Create(CultureInfo.InvariantCulture, $"{Inside}{userId}");

    IDatabase Redis => redis.GetDatabase();

    public async Task<bool> AreTooManyAsync(string normalizedName) => (int)await Redis.StringGetAsync(KeyOf(normalizedName)) >= Allowed;

    public async Task AddAsync(string normalizedName)
    {
        var both = Redis.CreateTransaction();
        var count = both.StringIncrementAsync(KeyOf(normalizedName));
        _ = both.KeyExpireAsync(KeyOf(normalizedName), Window);
        await both.ExecuteAsync();
        if (await count >= Allowed && normalizedName[0] != Inside)
            await Redis.SortedSetAddAsync(Locked, normalizedName, (time.GetUtcNow() + Window).ToUnixTimeMilliseconds());
    }

    public Task ForgetAsync(string normalizedName) =>
        Task.WhenAll(Redis.KeyDeleteAsync(KeyOf(normalizedName)), Redis.SortedSetRemoveAsync(Locked, normalizedName));

    /// <summary>The names that are closed now, known or not.</summary>
    public async Task<string[]> LockedAsync()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await Redis.SortedSetRemoveRangeByScoreAsync(Locked, double.NegativeInfinity, now);
        return (await Redis.SortedSetRangeByScoreAsync(Locked, now)).ToStringArray()!;
    }

    /// <summary>Until when each of the names is closed; null for those that are not.</summary>
    public async Task<DateTime?[]> LockedUntilAsync(IReadOnlyCollection<string> normalizedNames)
    {
        var now = time.GetUtcNow();
        var ends = await Redis.SortedSetScoresAsync(Locked, [.. normalizedNames.Select(name => (RedisValue)name)]);
        return Array.ConvertAll(
            ends, end => end > now.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds((long)end).UtcDateTime : (DateTime?)null);
    }

    static string KeyOf(string normalizedName) => $"accounts:failures:{normalizedName}";
}
