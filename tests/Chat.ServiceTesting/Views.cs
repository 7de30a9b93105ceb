namespace Chat.Testing;

/// <summary>The parts of the API's answers that tests look at.</summary>
public sealed record SessionView(
    long Id, string Name, DateTime CreatedAt, DateTime UpdatedAt, bool IsActive, long Version, string MyRole, int ParticipantCount, List<ParticipantView> Participants)
{
    public string Kind { get; init; } = "";
    public bool IsEncrypted { get; init; }
    public PreferencesView Preferences { get; init; } = new(false, false, 0);
}

public sealed record SessionKeysView(int Generation, bool IsStale, List<KeyCopyView> Copies, List<MissingKeyView> Missing);

public sealed record KeyCopyView(int Generation, string Copy, long MadeBy);

public sealed record MissingKeyView(int Generation, long UserId);

public sealed record PreferencesView(bool Pinned, bool Muted, long Version);

public sealed record InvitationView(long Id, long CreatedBy, DateTime ExpiresAt, int Uses, string Token);

public sealed record InvitedView(string SessionName, int ParticipantCount, string InvitedBy, long? SessionId);

public sealed record ParticipantView(long Id, string Username, string DisplayName, string Role);

public sealed record MessageView(long Id, long ChatSession, long Seq, long Rev, Guid ClientId, SenderView Sender, string Content, DateTime Timestamp)
{
    public bool IsRead { get; init; }
    public long? ReplyTo { get; init; }
    public DateTime? EditedAt { get; init; }
    public DateTime? DeletedAt { get; init; }
    public List<ReactionView>? Reactions { get; init; }
    public List<AttachmentView>? Attachments { get; init; }
    public LinkPreviewView? LinkPreview { get; init; }
}

public sealed record LinkPreviewView(string Url, string Site, string Title, string? Description, AttachmentView? Image);

public sealed record AttachmentView(Guid Id, string Name, string Kind, string Type, long Size, string Url)
{
    public int? Width { get; init; }
    public int? Height { get; init; }
    public string? ThumbnailUrl { get; init; }
}

public sealed record ManagedUserView(
    long Id, string Username, string? Email, DateTime? LastSeenAt, bool IsActive, bool IsAdmin, DateTime? LockedUntil, bool TwoFactorEnabled, long SignIns);

public sealed record ManagedSessionView(long Id, string Name, bool IsActive, DateTime UpdatedAt, int Participants, long Messages);

public sealed record AuditView(long Id, DateTime At, AuditActorView Actor, string Act, AuditTargetView Target, string Reason, string Address);

public sealed record AuditActorView(long Id, string Username);

public sealed record AuditTargetView(string Kind, long Id, string Name);

public sealed record ReactionView(string Emoji, List<long> UserIds);

public sealed record SenderView(long Id, string Username, string DisplayName);

public sealed record ChangesView(long SessionId, long PrevRev, long Rev, List<MessageView> Messages);

public sealed record SessionNoticeView(long SessionId, string Change, long Version);

public sealed record ResumeView(long UserId, List<StandingView> Sessions, List<MissedView> Changes, List<RefusedView> Refused);

public sealed record StandingView(long SessionId, long Seq, long Rev, long ReadSeq, int Unread, int Mentions = 0);

public sealed record MissedView(long SessionId, long PrevRev, long Rev, List<MessageView> Messages, bool More);

public sealed record RefusedView(long SessionId, string Code);

public sealed record SentView(long Id, long SessionId, long Seq, long Rev, DateTime Timestamp, Guid ClientId);
