namespace Chat.Realtime.Presence;

/// <summary>The answer of the hub's <c>presence</c>: those of a session's participants who are online.</summary>
sealed record PresenceReply(long SessionId, IReadOnlyList<long> Online);
