namespace Chat.Contracts.Messages;

/// <summary>What changed in one session after <paramref name="PrevRev"/> up to and including <paramref name="Rev"/>.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="PrevRev">The revision before the first of these changes.</param>
/// <param name="Rev">The revision after the last of them.</param>
/// <param name="Fence">The version of the last removal of a participant that these changes come after: whoever delivers
/// them must know the session's members as of this version or later.</param>
/// <param name="Messages">The state of each changed message, in <c>rev</c> order.</param>
public sealed record SessionChanges(long SessionId, long PrevRev, long Rev, long Fence, IReadOnlyList<MessageState> Messages);
