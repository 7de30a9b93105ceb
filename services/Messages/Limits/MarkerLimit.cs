using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Limits;

/// <summary>Moving of read markers.</summary>
sealed class MarkerLimit(IOptions<UserLimitOptions> options)
    : UserLimit(
        options.Value.MarkersPerSecond, Math.Max(options.Value.MarkersAtOnce, options.Value.MarkersPerSecond), TimeSpan.FromSeconds(1), "You are reading too fast; try again in a moment.");
