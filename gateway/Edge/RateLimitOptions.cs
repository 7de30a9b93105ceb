using System.ComponentModel.DataAnnotations;

namespace Chat.Gateway.Edge;

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class RateLimitOptions
{
    /// <summary>
    /// How many times a minute one client address may register, log in, ask for tokens or for a forgotten password, at all gateways together. 0: as
    /// often as it likes.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int SignInsPerMinute { get; set; } = 30;

    /// <summary>
    /// How many reads a second one user may make for long at each gateway, and one address for all who are not signed in. 0: as many as they like.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ReadsPerSecond { get; set; } = 100;

    /// <summary>How many at once, after a pause: a web app that starts, and a page of pictures.</summary>
    [Range(1, 1_000_000)]
    public int ReadsAtOnce { get; set; } = 1000;
}
