namespace Chat.Contracts.Messages;

/// <summary>A message as clients see it. <paramref name="Timestamp"/> is UTC.</summary>
public sealed record MessageState(
    long Id,
    long SessionId,
    long Seq,
    long Rev,
    Guid ClientId,
    MessageSender Sender,
    string Content,
    DateTime Timestamp);
