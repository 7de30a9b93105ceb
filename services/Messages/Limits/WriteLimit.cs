using Microsoft.Extensions.Options;

namespace Chat.Messages.Limits;

/// <summary>Posting, editing, deleting and reacting. The burst is large, as a client that was offline sends what was written meanwhile.</summary>
sealed class WriteLimit(IOptions<UserLimitOptions> options)
    : UserLimit(options.Value.MessagesPerSecond, options.Value.MessagesAtOnce, "You are writing too fast; try again in a moment.");
