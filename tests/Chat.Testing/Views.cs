namespace Chat.Testing;

/// <summary>The parts of the API's answers that tests look at.</summary>
public sealed record SessionView(
    long Id, string Name, DateTime CreatedAt, DateTime UpdatedAt, bool IsActive, long Version, string MyRole, int ParticipantCount, List<ParticipantView> Participants);

public sealed record ParticipantView(long Id, string Username, string DisplayName, string Role);

public sealed record MessageView(long Id, long ChatSession, long Seq, long Rev, Guid ClientId, SenderView Sender, string Content, DateTime Timestamp);

public sealed record SenderView(long Id, string Username, string DisplayName);

public sealed record ChangesView(long SessionId, long PrevRev, long Rev, List<MessageView> Messages);

public sealed record SessionNoticeView(long SessionId, string Change, long Version);

public sealed record JoinView(long UserId, List<HeadView> Sessions);

public sealed record HeadView(long SessionId, long Seq, long Rev);

public sealed record SentView(long Id, long SessionId, long Seq, long Rev, DateTime Timestamp, Guid ClientId);
