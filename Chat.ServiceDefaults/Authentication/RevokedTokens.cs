using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Chat.ServiceDefaults.Authentication;

/// <summary>
/// Access tokens that are refused before they expire, as their user was deactivated, signed out or lost a role. Accounts writes down the first
/// version of the user whose tokens are good; every service reads the whole list, which is short and mostly empty, every few seconds.
/// (The gateway asks about each request's sign-in, so there it counts at once.) While Redis is away the list stays as it was.
/// </summary>
public sealed partial class RevokedTokens(IConnectionMultiplexer redis, TimeProvider time, ILogger<RevokedTokens> logger) : BackgroundService
{
    /// <summary>A hash in Redis: user id to version. It goes when no token that it could concern lives any longer.</summary>
    public const string Key = "accounts:revoked";

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    volatile Dictionary<long, long> _goodFrom = [];

    /// <summary>Whether the bearer must renew their token, or has nothing to renew it with.</summary>
    public bool Contains(ClaimsPrincipal bearer)
    {
        var goodFrom = _goodFrom;
        return goodFrom.Count > 0 && goodFrom.TryGetValue(bearer.UserIdOf(), out var version) && bearer.UserVersionOf() < version;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                var entries = await redis.GetDatabase().HashGetAllAsync(Key);
                _goodFrom = entries.ToDictionary(entry => long.Parse(entry.Name.ToString(), CultureInfo.InvariantCulture), entry => (long)entry.Value);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                Log.NotRead(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    static partial class Log
    {
        [LoggerMessage(400, LogLevel.Debug, "The revoked tokens cannot be read: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
