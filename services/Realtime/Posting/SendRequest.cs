using System.Text.Json;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Posting;

/// <summary>A message that a socket wants to send; its text is checked by Messages. <see cref="ClientId"/> is made here if the client gave none.</summary>
sealed record SendRequest(long SessionId, string Content, Guid ClientId, long? ReplyTo)
{
    /// <summary>Reads <c>{session_id, content, client_id?, reply_to?}</c>.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidRequest"/> or <see cref="ErrorCode.ValidationFailed"/>.</exception>
    public static SendRequest Parse(JsonElement request)
    {
        if (request.ValueKind is not JsonValueKind.Object) throw new ChatException(ErrorCode.InvalidRequest, "send takes one object.");
        return new SendRequest(SessionIdOf(request), TextOf(request, "content"), ClientIdOf(request), ReplyToOf(request));
    }

    /// <summary>The required <c>session_id</c>.</summary>
    public static long SessionIdOf(JsonElement request) =>
        request.ValueKind is JsonValueKind.Object && request.TryGetProperty("session_id", out var session)
            && session.ValueKind is JsonValueKind.Number && session.TryGetInt64(out var sessionId)
            ? sessionId
            : throw new ChatException(ErrorCode.InvalidRequest, "session_id must be an integer.");

    /// <summary>The optional <c>reply_to</c>.</summary>
    public static long? ReplyToOf(JsonElement request)
    {
        if (!request.TryGetProperty("reply_to", out var replyTo) || replyTo.ValueKind is JsonValueKind.Null) return null;
        return replyTo.ValueKind is JsonValueKind.Number && replyTo.TryGetInt64(out var seq)
            ? seq
            : throw new ChatException(ErrorCode.InvalidRequest, "reply_to must be the number of a message.");
    }

    /// <summary>A required text.</summary>
    public static string TextOf(JsonElement request, string name)
    {
        if (!request.TryGetProperty(name, out var text) || text.ValueKind is not JsonValueKind.String)
            throw new ChatException(ErrorCode.InvalidRequest, $"{name} must be a text.");
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair: valid JSON, but no text.
            throw new ChatException(ErrorCode.InvalidRequest, $"{name} must be a text.", e);
        }
    }

    /// <summary>The optional <c>client_id</c>.</summary>
    public static Guid ClientIdOf(JsonElement request)
    {
        if (!request.TryGetProperty("client_id", out var clientId) || clientId.ValueKind is JsonValueKind.Null) return Guid.CreateVersion7();
        return clientId.ValueKind is JsonValueKind.String && clientId.TryGetGuid(out var id)
            ? id
            : throw new ChatException(ErrorCode.ValidationFailed, "client_id must be a UUID.");
    }
}
