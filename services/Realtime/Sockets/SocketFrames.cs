using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Contracts.Messages;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Sockets;

/// <summary>The frames of the raw WebSocket, see docs/api.md.</summary>
static class SocketFrames
{
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(ChangesDto changes) =>
        [.. changes.Messages.Select(message => (ReadOnlyMemory<byte>)Serialize(FrameOf(message, isNew: message.PostedRev > changes.PrevRev)))];

    /// <summary>A message that was posted earlier, as it is now, for the sender who repeated it.</summary>
    public static ReadOnlyMemory<byte> Repeated(MessageState message) => Serialize(FrameOf(message, isNew: true));

    public static ReadOnlyMemory<byte> Error(ErrorCode error, string detail, string? clientId, TimeSpan? retryAfter) =>
        Serialize(new ErrorFrame("error", error.Code, detail, error.Retryable, clientId, retryAfter?.TotalSeconds));

    // Old clients know chat_message only: whatever is not a new message to show comes under another name.
    static MessageFrame FrameOf(MessageState message, bool isNew) => new(
        isNew && message.DeletedAt is null ? "chat_message" : "message_changed",
        message.Id, message.Seq, message.Rev, message.Content, message.Sender.Username, message.Sender.Id, message.Timestamp, message.ClientId)
    {
        ReplyTo = message.ReplyTo,
        EditedAt = message.EditedAt,
        DeletedAt = message.DeletedAt,
        Reactions = message.Reactions,
        Attachments = message.Attachments,
        LinkPreview = message.LinkPreview,
    };

    static byte[] Serialize<T>(T frame) => JsonSerializer.SerializeToUtf8Bytes(frame, JsonDefaults.Options);

    sealed record MessageFrame(
        string Type, long Id, long Seq, long Rev, string Message, string Username, long UserId, DateTime Timestamp, Guid ClientId)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? ReplyTo { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTime? EditedAt { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTime? DeletedAt { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Reaction>? Reactions { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Attachment>? Attachments { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public LinkPreview? LinkPreview { get; init; }
    }

    sealed record ErrorFrame(
        string Type, string Code, string Detail, bool Retryable, string? ClientId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? RetryAfter);
}
