using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Accounts.Users;

/// <summary>How often one user may look for users: as fast as anybody types or scrolls, and slow for copying the list of a large site.</summary>
sealed class UserSearchLimit(IOptions<UserSearchLimitOptions> options, IConnectionMultiplexer redis) : SharedUserLimit(
    redis, "user-searches", options.Value.UserSearchesPerMinute, Math.Max(1, options.Value.UserSearchesPerMinute), TimeSpan.FromMinutes(1),
    "You are searching too fast; try again in a moment.");

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class UserSearchLimitOptions
{
    /// <summary>How often a minute one user may look for users, page by page. 0: as often as they like.</summary>
    [Range(0, 1_000_000)]
    public int UserSearchesPerMinute { get; set; } = 120;
}
