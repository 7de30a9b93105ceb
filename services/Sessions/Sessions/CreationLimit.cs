using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Sessions.Sessions;

/// <summary>How often one user may create a session or an invitation.</summary>
sealed class CreationLimit(IOptions<CreationLimitOptions> options, IConnectionMultiplexer redis) : SharedUserLimit(
    redis, "creations", options.Value.SessionsPerMinute, Math.Max(1, options.Value.SessionsPerMinute), TimeSpan.FromMinutes(1),
    "You are creating too much; try again in a moment.");

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class CreationLimitOptions
{
    /// <summary>How many sessions and invitations a minute one user may create. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int SessionsPerMinute { get; set; } = 60;
}
