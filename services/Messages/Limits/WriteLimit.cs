using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Limits;

/// <summary>Posting, editing, deleting and reacting. The burst is large, as a client that was offline sends what was written meanwhile.</summary>
sealed class WriteLimit(IOptions<UserLimitOptions> options)
    : UserLimit(
        options.Value.MessagesPerSecond, Math.Max(options.Value.MessagesAtOnce, options.Value.MessagesPerSecond), TimeSpan.FromSeconds(1), "You are writing too fast; try again in a moment.");
