using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Messages.Limits;

/// <summary>
/// Posting, editing, deleting and reacting. The burst is large, as a client that was offline sends what was written meanwhile. What comes in over sockets is
/// counted by each instance alone: many messages share one commit and one event there, and each of them would have to wait for an answer of Redis of its own.
/// </summary>
sealed class WriteLimit(IOptions<UserLimitOptions> options, IConnectionMultiplexer redis)
    : SharedUserLimit(
        redis, "writes", options.Value.MessagesPerSecond, options.Value.MessagesAtOnce, TimeSpan.FromSeconds(1),
        "You are writing too fast; try again in a moment.");
