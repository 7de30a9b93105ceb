using System.Buffers;
using System.Text.Json;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Delivery;

/// <summary>
/// Changes of one session on their way to the connections of this instance. The bytes for hub clients, and those for raw
/// sockets if there are any, are made once and shared by all of them.
/// </summary>
sealed class ChangeFrame
{
    readonly ReadOnlyMemory<byte> _payload;
    readonly Lazy<SerializedHubMessage> _hubMessage;
    readonly Lazy<IReadOnlyList<ReadOnlyMemory<byte>>> _socketFrames;

    /// <param name="sessionId">The session.</param>
    /// <param name="prevRev">The revision that these changes follow.</param>
    /// <param name="rev">The revision that they lead to.</param>
    /// <param name="fence">The version that the session's members must be known at.</param>
    /// <param name="payload">The JSON of a <see cref="ChangesDto"/>.</param>
    /// <param name="postedAt">When the first new message in it was posted; null if there is none, or if it is not known.</param>
    public ChangeFrame(long sessionId, long prevRev, long rev, long fence, ReadOnlyMemory<byte> payload, DateTime? postedAt = null)
    {
        (SessionId, PrevRev, Rev, Fence, _payload, PostedAt) = (sessionId, prevRev, rev, fence, payload, postedAt);
        _hubMessage = new(() => HubFrames.Invocation("messages", _payload.Span));
        _socketFrames = new(() => Sockets.SocketFrames.Of(Read()));
    }

    public long SessionId { get; }
    public long PrevRev { get; }
    public long Rev { get; }
    public long Fence { get; }
    public DateTime? PostedAt { get; }

    /// <summary>The JSON of a <see cref="ChangesDto"/>.</summary>
    public RawJson Payload => new(_payload);

    public SerializedHubMessage HubMessage => _hubMessage.Value;
    public IReadOnlyList<ReadOnlyMemory<byte>> SocketFrames => _socketFrames.Value;

    public static ChangeFrame Of(ChangesDto changes, long fence) =>
        new(
            changes.SessionId, changes.PrevRev, changes.Rev, fence, JsonSerializer.SerializeToUtf8Bytes(changes, JsonDefaults.Options),
            changes.FirstPostedAt());

    /// <summary>Size of the JSON in bytes.</summary>
    public int Size => _payload.Length;

    /// <summary>Several frames, each following the one before it, as one.</summary>
    public static ChangeFrame Join(IReadOnlyList<ChangeFrame> run)
    {
        if (run is [var only]) return only;
        var (first, last) = (run[0], run[^1]);
        var payload = new ArrayBufferWriter<byte>(run.Sum(frame => frame.Size));
        using (var json = new Utf8JsonWriter(payload, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("session_id", first.SessionId);
            json.WriteNumber("prev_rev", first.PrevRev);
            json.WriteNumber("rev", last.Rev);
            json.WriteStartArray("messages");
            foreach (var frame in run)
                if (frame.Messages() is { IsEmpty: false } messages) json.WriteRawValue(messages.Span, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return new ChangeFrame(first.SessionId, first.PrevRev, last.Rev, run.Max(frame => frame.Fence), payload.WrittenMemory);
    }

    /// <summary>The part of this frame that lies after a revision.</summary>
    public ChangeFrame After(long rev)
    {
        if (rev <= PrevRev) return this;
        var changes = Read();
        return Of(changes with { PrevRev = rev, Messages = [.. changes.Messages.Where(message => message.Rev > rev)] }, Fence);
    }

    /// <summary>What stands between the brackets of <c>messages</c>.</summary>
    ReadOnlyMemory<byte> Messages()
    {
        var reader = new Utf8JsonReader(_payload.Span);
        reader.Read();
        while (reader.Read() && !reader.ValueTextEquals("messages"u8)) reader.Skip();
        reader.Read();
        var start = (int)reader.BytesConsumed;
        reader.Skip();
        return _payload[start..((int)reader.BytesConsumed - 1)];
    }

    ChangesDto Read() => JsonSerializer.Deserialize<ChangesDto>(_payload.Span, JsonDefaults.Options)!;
}
