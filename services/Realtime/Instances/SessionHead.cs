namespace Chat.Realtime.Instances;

/// <summary>A revision that a session has reached.</summary>
sealed record SessionHead(long SessionId, long Rev);
