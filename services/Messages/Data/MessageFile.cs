namespace Chat.Messages.Data;

/// <summary>A message has a file: whoever may see the message may read it, and it is kept. Several messages may have the same.</summary>
sealed class MessageFile
{
    public long SessionId { get; init; }
    public long Seq { get; init; }
    public Guid FileId { get; init; }
}
