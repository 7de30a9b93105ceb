namespace Chat.Messages.Data;

/// <summary>A message whose first link is to be looked at. Taken by moving <see cref="DueAt"/> on, so that it comes again when whoever took it dies.</summary>
sealed class LinkJob
{
    public long SessionId { get; init; }
    public long Seq { get; init; }
    public required string Url { get; init; }
    public DateTime DueAt { get; init; }

    /// <summary>How often it was taken.</summary>
    public int Attempts { get; init; }
}
