using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Posting;

/// <summary>
/// How fast one user may post, edit, delete and react, by whatever way in. A burst is let through, as
/// a client that was offline sends what it has written meanwhile.
/// </summary>
sealed class WriteLimit(IOptions<WriteLimitOptions> options) : UserLimit(
    options.Value.MessagesPerSecond, Math.Max(options.Value.MessagesAtOnce, options.Value.MessagesPerSecond), TimeSpan.FromSeconds(1),
    "You are writing too fast; try again in a moment.");

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class WriteLimitOptions
{
    /// <summary>How many messages and changes a second one user may write for long, on each instance. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 50;

    /// <summary>How many at once, after a pause.</summary>
    [Range(1, 1_000_000)]
    public int MessagesAtOnce { get; set; } = 500;
}
