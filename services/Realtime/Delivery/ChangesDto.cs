using Chat.Contracts.Messages;

namespace Chat.Realtime.Delivery;

/// <summary>The argument of the hub's <c>messages</c> event, see docs/api.md.</summary>
sealed record ChangesDto(long SessionId, long PrevRev, long Rev, IReadOnlyList<ChangesDto.MessageDto> Messages)
{
    public static ChangesDto Of(SessionChanges changes) =>
        new(changes.SessionId, changes.PrevRev, changes.Rev, [.. changes.Messages.Select(MessageDto.Of)]);

    /// <summary>A message as in the REST contract.</summary>
    internal sealed record MessageDto(
        long Id, long ChatSession, long Seq, long Rev, Guid ClientId, MessageSender Sender, string Content, DateTime Timestamp)
    {
        public static MessageDto Of(MessageState message) => new(
            message.Id, message.SessionId, message.Seq, message.Rev, message.ClientId, message.Sender, message.Content, message.Timestamp);
    }
}
