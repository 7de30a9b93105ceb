namespace Chat.Contracts.Messages;

/// <summary>The user has read the session up to and including message number <paramref name="Seq"/>. It only moves forward.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="UserId">Who has read it.</param>
/// <param name="Seq">How far.</param>
/// <param name="At">When the marker was moved there.</param>
/// <param name="Fence">The version of the session's last removal before that: whoever is only known as a member from before must not hear of it.</param>
public sealed record ReadMarker(long SessionId, long UserId, long Seq, DateTime At, long Fence = 0);
