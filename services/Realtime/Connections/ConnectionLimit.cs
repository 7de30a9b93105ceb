using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.Realtime.Connections;

/// <summary>How many connections one user may open in a while. A burst is let through.</summary>
sealed class ConnectionLimit(IOptions<ConnectionLimitOptions> options) : UserLimit(
    options.Value.ConnectionsPerSecond,
    Math.Max(options.Value.ConnectionsAtOnce, options.Value.ConnectionsPerSecond),
    TimeSpan.FromSeconds(1),
    "You are connecting too often; try again in a moment.");

/// <summary>Configuration section <c>RateLimits</c>: what one user may do, on each instance.</summary>
sealed class ConnectionLimitOptions
{
    /// <summary>How many connections a second may be opened for long. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int ConnectionsPerSecond { get; set; } = 20;

    /// <summary>How many at once, after a pause.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsAtOnce { get; set; } = 300;

    /// <summary>How many may be open. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int ConnectionsPerUser { get; set; } = 500;
}
