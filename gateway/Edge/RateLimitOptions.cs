using System.ComponentModel.DataAnnotations;

namespace Chat.Gateway.Edge;

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class RateLimitOptions
{
    /// <summary>How many times a minute one client address may register, log in, ask for tokens or for a forgotten password, at all gateways together. 0: as often as it likes.</summary>
    [Range(0, int.MaxValue)]
    public int SignInsPerMinute { get; set; } = 30;
}
