namespace Chat.Contracts.Messages;

/// <summary>Something was posted in these sessions, told some at a time. May be delivered twice or out of order; the times tell.</summary>
public sealed record SessionsActive(IReadOnlyList<SessionActivity> Sessions);

/// <summary>When the last of the told messages of a session was posted.</summary>
public sealed record SessionActivity(long SessionId, DateTime At);
