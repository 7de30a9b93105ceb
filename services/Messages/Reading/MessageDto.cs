using System.Text.Json.Serialization;
using Chat.Contracts.Messages;
using Chat.Messages.ReadMarkers;

namespace Chat.Messages.Reading;

/// <summary>A message in REST answers: as everywhere else, and whether all others have read it.</summary>
sealed record MessageDto(
    long Id, long ChatSession, long Seq, long Rev, Guid ClientId, MessageSender Sender, string Content, DateTime Timestamp, long PostedRev, bool IsRead,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReplyTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? EditedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? DeletedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Reaction>? Reactions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Attachment>? Attachments = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LinkPreview? LinkPreview = null)
{
    public static MessageDto Of(MessageState message, ReadLevel read) => new(
        message.Id, message.SessionId, message.Seq, message.Rev, message.ClientId, message.Sender, message.Content, message.Timestamp,
        message.PostedRev, read.Covers(message.Seq, message.Sender.Id), message.ReplyTo, message.EditedAt, message.DeletedAt, message.Reactions,
        message.Attachments, message.LinkPreview);

    public static async Task<MessageDto> OfAsync(MessageState message, ReadState read, CancellationToken cancel) =>
        Of(message, await read.OfAsync(message.SessionId, cancel));
}
