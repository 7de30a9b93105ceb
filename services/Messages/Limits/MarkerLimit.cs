using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Messages.Limits;

/// <summary>Moving of read markers.</summary>
sealed class MarkerLimit(IOptions<UserLimitOptions> options, IConnectionMultiplexer redis)
    : SharedUserLimit(
        redis, "markers", options.Value.MarkersPerSecond, options.Value.MarkersAtOnce, TimeSpan.FromSeconds(1),
        "You are reading too fast; try again in a moment.");
