using System.Text.Json;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Posting;

/// <summary>A message that a socket wants to send; its text is checked by Messages. <see cref="ClientId"/> is made here if the client gave none.</summary>
sealed record SendRequest(long SessionId, string Content, Guid ClientId, long? ReplyTo, IReadOnlyList<string> Attachments)
{
    /// <summary>More than Messages takes: it says what is wrong.</summary>
    const int MaxAttachments = 100;

    /// <summary>Reads <c>{session_id, content, client_id?, reply_to?, attachments?}</c>.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidRequest"/> or <see cref="ErrorCode.ValidationFailed"/>.</exception>
    public static SendRequest Parse(JsonElement request)
    {
        if (request.ValueKind is not JsonValueKind.Object) throw new ChatException(ErrorCode.InvalidRequest, "send takes one object.");
        return Parse(request, SessionIdOf(request), "content");
    }

    /// <summary>The same, for a session that is known, with the text under the name <paramref name="text"/>.</summary>
    /// <inheritdoc cref="Parse(JsonElement)" path="/exception"/>
    public static SendRequest Parse(JsonElement request, long sessionId, string text) => ClientJson.Read(request, json =>
    {
        var files = AttachmentsOf(json);
        var content = files.Count > 0 && !json.TryGetProperty(text, out _) ? "" : TextOf(json, text);
        return new SendRequest(sessionId, content, ClientIdOf(json), ReplyToOf(json), files);
    });

    /// <summary>The required <c>session_id</c>.</summary>
    public static long SessionIdOf(JsonElement request) => ClientJson.Read(request, static json =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty("session_id", out var session)
            && session.ValueKind is JsonValueKind.Number && session.TryGetInt64(out var sessionId)
            ? sessionId
            : throw new ChatException(ErrorCode.InvalidRequest, "session_id must be an integer."));

    /// <summary>The optional <c>reply_to</c>.</summary>
    static long? ReplyToOf(JsonElement request)
    {
        if (!request.TryGetProperty("reply_to", out var replyTo) || replyTo.ValueKind is JsonValueKind.Null) return null;
        return replyTo.ValueKind is JsonValueKind.Number && replyTo.TryGetInt64(out var seq)
            ? seq
            : throw new ChatException(ErrorCode.InvalidRequest, "reply_to must be the number of a message.");
    }

    /// <summary>The optional <c>attachments</c>.</summary>
    static IReadOnlyList<string> AttachmentsOf(JsonElement request)
    {
        if (!request.TryGetProperty("attachments", out var files) || files.ValueKind is JsonValueKind.Null) return [];
        return files.ValueKind is JsonValueKind.Array && files.GetArrayLength() <= MaxAttachments
            && files.EnumerateArray().All(file => file.ValueKind is JsonValueKind.String)
            ? [.. files.EnumerateArray().Select(file => file.GetString()!)]
            : throw new ChatException(ErrorCode.InvalidRequest, "attachments must be a list of ids.");
    }

    /// <summary>A required text.</summary>
    static string TextOf(JsonElement request, string name)
    {
        if (!request.TryGetProperty(name, out var text) || text.ValueKind is not JsonValueKind.String)
            throw new ChatException(ErrorCode.InvalidRequest, $"{name} must be a text.");
        return text.GetString()!;
    }

    /// <summary>The optional <c>client_id</c>.</summary>
    static Guid ClientIdOf(JsonElement request)
    {
        if (!request.TryGetProperty("client_id", out var clientId) || clientId.ValueKind is JsonValueKind.Null) return Guid.CreateVersion7();
        return clientId.ValueKind is JsonValueKind.String && clientId.TryGetGuid(out var id)
            ? id
            : throw new ChatException(ErrorCode.ValidationFailed, "client_id must be a UUID.");
    }
}
