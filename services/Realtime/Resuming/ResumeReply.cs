namespace Chat.Realtime.Resuming;

/// <summary>The answer of the hub's <c>resume</c>, see docs/api.md.</summary>
/// <param name="UserId">Who the connection belongs to.</param>
/// <param name="Sessions">All sessions of the user, and where each stands.</param>
/// <param name="Changes">What the client missed of those it named.</param>
/// <param name="Refused">Sessions that it named and cannot have brought up to date.</param>
sealed record ResumeReply(
    long UserId, IReadOnlyList<ResumeReply.Session> Sessions, IReadOnlyList<ResumeReply.Missed> Changes, IReadOnlyList<ResumeReply.Refusal> Refused)
{
    internal sealed record Session(long SessionId, long Seq, long Rev, long ReadSeq, int Unread, int Mentions);

    /// <summary>As the <c>messages</c> event; <paramref name="More"/>: page over REST from <paramref name="Rev"/> on.</summary>
    internal sealed record Missed(long SessionId, long PrevRev, long Rev, IReadOnlyList<Contracts.Messages.MessageState> Messages, bool More);

    /// <summary><paramref name="Code"/> is of the error catalogue.</summary>
    internal sealed record Refusal(long SessionId, string Code);
}
