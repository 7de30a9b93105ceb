namespace Chat.Messages.Data;

/// <summary>Revisions of one session that a commit made, as they stand in the outbox.</summary>
sealed record RevRange(long SessionId, long PrevRev, long Rev);
