using System.ComponentModel.DataAnnotations;

namespace Chat.Messages.Limits;

/// <summary>
/// Configuration section <c>RateLimits</c>: what one user may do, at all instances together; see <see cref="WriteLimit"/> for what comes over
/// sockets.
/// </summary>
sealed class UserLimitOptions
{
    /// <summary>How many messages and changes a second one user may write for long, refused ones included. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int MessagesPerSecond { get; set; } = 50;

    /// <summary>How many at once, after a pause.</summary>
    [Range(1, 1_000_000)]
    public int MessagesAtOnce { get; set; } = 500;

    /// <summary>How often a second one user may move read markers for long. 0: as often as they like.</summary>
    [Range(0, 1_000_000)]
    public int MarkersPerSecond { get; set; } = 50;

    /// <summary>How often at once, after a pause: whoever comes back reads many sessions.</summary>
    [Range(1, 1_000_000)]
    public int MarkersAtOnce { get; set; } = 500;

    /// <summary>
    /// How often a second Sessions is asked for long whether one user is in a session that they are not known to be in. 0: as often as they like.
    /// </summary>
    [Range(0, 1_000_000)]
    public int QuestionsPerSecond { get; set; } = 5;

    /// <summary>How often at once, after a pause: whoever was just added to many sessions.</summary>
    [Range(1, 1_000_000)]
    public int QuestionsAtOnce { get; set; } = 100;
}
