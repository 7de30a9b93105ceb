using System.Text.Json;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Chat.Realtime.Instances;

/// <summary>
/// This instance as a member of the backplane's groups: a hub connection without a client, whose writes are the arrivals. One
/// subscription per session and instance, one parse per arrival, and delivery under our own rules of order and membership.
/// </summary>
sealed class InstanceConnection(string id, IHubProtocol protocol, Arrivals arrivals, ILoggerFactory loggers) : HubConnectionContext(
    new DefaultConnectionContext(id), new HubConnectionContextOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan }, loggers)
{
    public override ValueTask WriteAsync(SerializedHubMessage message, CancellationToken cancellationToken = default)
    {
        Dispatch(message.GetSerializedMessage(protocol));
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteAsync(HubMessage message, CancellationToken cancellationToken = default)
    {
        Dispatch(protocol.GetMessageBytes(message));
        return ValueTask.CompletedTask;
    }

    // {"type":1,"target":"...","arguments":[...]} and a record separator, as our own Backplane sent it.
    void Dispatch(ReadOnlyMemory<byte> bytes)
    {
        var json = bytes[..^1];
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        string? target = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("target"u8))
            {
                reader.Read();
                target = reader.GetString();
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                reader.Read();
                break;
            }
            else
            {
                reader.Skip();
            }
        }

        switch (target)
        {
            case Backplane.Changes:
                arrivals.Changes(ReadChanges(ref reader, json));
                break;
            case Backplane.Heads:
                arrivals.Heads(JsonSerializer.Deserialize<SessionHead[]>(ref reader, JsonDefaults.Options)!);
                break;
            case Backplane.Notice:
                arrivals.Notice(JsonSerializer.Deserialize<SessionNotice>(ref reader, JsonDefaults.Options)!);
                break;
            case Backplane.Person:
                arrivals.Person(JsonSerializer.Deserialize<PersonNotice>(ref reader, JsonDefaults.Options)!);
                break;
            case Backplane.Event:
                ReadEvent(ref reader, json);
                break;
            case Backplane.SignOut:
                arrivals.SignOut(JsonSerializer.Deserialize<SignOutNotice>(ref reader, JsonDefaults.Options)!);
                break;
        }
    }

    static ChangeFrame ReadChanges(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var sessionId = Next(ref reader);
        var prevRev = Next(ref reader);
        var rev = Next(ref reader);
        var fence = Next(ref reader);
        var changes = RawValue(ref reader, json);
        // An instance of an earlier version does not say when it was.
        var ticks = reader.Read() && reader.TokenType is JsonTokenType.Number ? reader.GetInt64() : 0;
        return new ChangeFrame(sessionId, prevRev, rev, fence, changes, ticks > 0 ? new DateTime(ticks, DateTimeKind.Utc) : null);
    }

    void ReadEvent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var sessionId = Next(ref reader);
        var hubEvent = reader.GetString()!;
        reader.Read();
        var argument = RawValue(ref reader, json);
        // An instance of an earlier version knows no fence.
        var fence = reader.Read() && reader.TokenType is JsonTokenType.Number ? reader.GetInt64() : 0;
        arrivals.Event(sessionId, hubEvent, argument.Span, fence);
    }

    /// <summary>The bytes of the value that the reader has come to.</summary>
    static ReadOnlyMemory<byte> RawValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    static long Next(ref Utf8JsonReader reader)
    {
        var number = reader.GetInt64();
        reader.Read();
        return number;
    }
}
