using StackExchange.Redis;

namespace Chat.Accounts.SignIn;

/// <summary>
/// Counts failed sign-ins by user name, known or not, in Redis: ten within five minutes of each other close the name for five minutes.
/// By name and not by user, so that neither the answer nor the time it takes tells whether a user exists.
/// </summary>
sealed class FailedSignIns(IConnectionMultiplexer redis)
{
    const int Allowed = 10;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    IDatabase Redis => redis.GetDatabase();

    public async Task<bool> AreTooManyAsync(string normalizedName) => (int)await Redis.StringGetAsync(KeyOf(normalizedName)) >= Allowed;

    public async Task AddAsync(string normalizedName)
    {
        var both = Redis.CreateTransaction();
        _ = both.StringIncrementAsync(KeyOf(normalizedName));
        _ = both.KeyExpireAsync(KeyOf(normalizedName), Window);
        await both.ExecuteAsync();
    }

    public Task ForgetAsync(string normalizedName) => Redis.KeyDeleteAsync(KeyOf(normalizedName));

    static string KeyOf(string normalizedName) => $"accounts:failures:{normalizedName}";
}
