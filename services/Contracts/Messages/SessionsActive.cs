namespace Chat.Contracts.Messages;

/// <summary>
/// These sessions have moved on, told some at a time, up to a second after the commits. For whoever must not miss anything that
/// came another way. May be delivered twice or out of order; the numbers tell.
/// </summary>
public sealed record SessionsActive(IReadOnlyList<SessionActivity> Sessions);

/// <summary>How far a session has come.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Rev">A revision that it has reached.</param>
/// <param name="At">When the last of the messages that this tells of was posted; null when it tells of none.</param>
public sealed record SessionActivity(long SessionId, long Rev, DateTime? At);
