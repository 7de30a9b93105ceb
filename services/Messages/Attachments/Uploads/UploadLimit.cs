using System.ComponentModel.DataAnnotations;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Messages.Attachments.Uploads;

/// <summary>How often one user may begin an upload.</summary>
sealed class UploadLimit(IOptions<UploadLimitOptions> options, IConnectionMultiplexer redis) : SharedUserLimit(
    redis, "uploads", options.Value.UploadsPerMinute, Math.Max(1, options.Value.UploadsPerMinute), TimeSpan.FromMinutes(1),
    "You are sending too many files; try again in a moment.");

/// <summary>Configuration section <c>RateLimits</c>.</summary>
sealed class UploadLimitOptions
{
    /// <summary>How many uploads a minute one user may begin. 0: as many as they like.</summary>
    [Range(0, 1_000_000)]
    public int UploadsPerMinute { get; set; } = 120;
}
