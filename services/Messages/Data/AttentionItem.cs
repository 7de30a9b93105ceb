namespace Chat.Messages.Data;

/// <summary>A message that is meant for a user. Stays until they have been told of it, or it turns out that they need not be.</summary>
sealed class AttentionItem
{
    public long SessionId { get; init; }
    public long UserId { get; init; }
    public long Seq { get; init; }

    /// <summary>When they are told if they have not read it by then; no sooner than they may be told of anything.</summary>
    public DateTime DueAt { get; init; }
}
