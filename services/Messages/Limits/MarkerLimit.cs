using Microsoft.Extensions.Options;

namespace Chat.Messages.Limits;

/// <summary>Moving of read markers.</summary>
sealed class MarkerLimit(IOptions<UserLimitOptions> options)
    : UserLimit(options.Value.MarkersPerSecond, options.Value.MarkersAtOnce, "You are reading too fast; try again in a moment.");
