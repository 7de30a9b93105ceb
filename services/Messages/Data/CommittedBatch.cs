namespace Chat.Messages.Data;

/// <summary>
/// The outbox row of one committed batch: which revisions of which sessions it made, as JSON
/// <c>[{session_id, prev_rev, rev}]</c>. It stands there until other services have been told.
/// </summary>
sealed class CommittedBatch
{
    public long Id { get; init; }
    public required string Changes { get; init; }
    public string? TraceParent { get; init; }
    public DateTime CreatedAt { get; init; }
}
