using Chat.Contracts.Messages;

namespace Chat.Messages.Reading;

/// <summary>A message in the REST contract.</summary>
sealed record MessageDto(
    long Id, long ChatSession, long Seq, long Rev, Guid ClientId, MessageSender Sender, string Content, DateTime Timestamp)
{
    public static MessageDto Of(MessageState message) => new(
        message.Id, message.SessionId, message.Seq, message.Rev, message.ClientId, message.Sender, message.Content, message.Timestamp);
}
