using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Messages.Search;

/// <summary>How often one user may search.</summary>
sealed class SearchLimit(IOptions<SearchLimitOptions> options, IConnectionMultiplexer redis) : SharedUserLimit(
    redis, "searches", options.Value.SearchesPerMinute, options.Value.SearchesAtOnce, TimeSpan.FromMinutes(1),
    "You are searching too fast; try again in a moment.");
