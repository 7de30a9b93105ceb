using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Search;

/// <summary>How often one user may search.</summary>
sealed class SearchLimit(IOptions<SearchLimitOptions> options) : UserLimit(
    // Given back in six parts, so that nobody waits for a minute.
    options.Value.SearchesPerMinute == 0 ? 0 : Math.Max(1, options.Value.SearchesPerMinute / 6), options.Value.SearchesAtOnce, TimeSpan.FromSeconds(10),
    "You are searching too fast; try again in a moment.");
