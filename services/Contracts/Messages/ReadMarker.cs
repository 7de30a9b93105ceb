namespace Chat.Contracts.Messages;

/// <summary>The user has read the session up to and including message number <paramref name="Seq"/>. It only moves forward.</summary>
public sealed record ReadMarker(long SessionId, long UserId, long Seq, DateTime At);
