using System.ComponentModel.DataAnnotations;

namespace Chat.Messages.Search;

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class SearchLimitOptions
{
    /// <summary>How many searches a minute one user may make for long. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int SearchesPerMinute { get; set; } = 60;

    /// <summary>How many at once, after a pause.</summary>
    [Range(1, 1_000_000)]
    public int SearchesAtOnce { get; set; } = 60;
}
