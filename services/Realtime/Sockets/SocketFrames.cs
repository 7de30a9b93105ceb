using System.Text.Json;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Sockets;

/// <summary>The frames of the raw WebSocket, see docs/api.md.</summary>
static class SocketFrames
{
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(ChangesDto changes) =>
        [.. changes.Messages.Select(message => ChatMessage(
            message.Id, message.Seq, message.Rev, message.Content, message.Sender.Username, message.Sender.Id, message.Timestamp, message.ClientId))];

    public static ReadOnlyMemory<byte> ChatMessage(
        long id, long seq, long rev, string message, string username, long userId, DateTime timestamp, Guid clientId) =>
        Serialize(new ChatMessageFrame("chat_message", id, seq, rev, message, username, userId, timestamp, clientId));

    public static ReadOnlyMemory<byte> Error(ErrorCode error, string detail, string? clientId) =>
        Serialize(new ErrorFrame("error", error.Code, detail, error.Retryable, clientId));

    static byte[] Serialize<T>(T frame) => JsonSerializer.SerializeToUtf8Bytes(frame, JsonDefaults.Options);

    sealed record ChatMessageFrame(
        string Type, long Id, long Seq, long Rev, string Message, string Username, long UserId, DateTime Timestamp, Guid ClientId);

    sealed record ErrorFrame(string Type, string Code, string Detail, bool Retryable, string? ClientId);
}
