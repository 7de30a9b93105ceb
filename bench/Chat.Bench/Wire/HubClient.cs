using System.Text;
using System.Text.Json;

namespace Chat.Bench.Wire;

/// <summary>
/// One user's connection to <c>/hubs/chat</c>: SignalR's JSON protocol, without negotiation, as the web app speaks it. Measured messages
/// go by <see cref="Send"/>, everything else by <see cref="InvokeAsync"/>.
/// </summary>
sealed class HubClient : WebSocketLink.IReceiver, IDisposable
{
    const byte RecordSeparator = 0x1E;
    const string Call = "call";

    static readonly byte[] Ping = [.. "{\"type\":6}"u8, RecordSeparator];
    static readonly byte[] Handshake = [.. "{\"protocol\":\"json\",\"version\":1}"u8, RecordSeparator];

    readonly WebSocketLink _link;
    readonly IHubListener _listener;
    readonly TaskCompletionSource _shaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TaskCompletionSource<JsonElement>? _call;
    string? _closed;

    HubClient(WebSocketLink link, IHubListener listener) => (_link, _listener) = (link, listener);

    /// <summary>Which of the scenario's clients this is.</summary>
    public int Index { get; init; }

    /// <summary>Number of its session among those of the scenario.</summary>
    public int Room { get; init; }

    /// <summary>Number of its user among those who listen to the session; -1 for one who should hear nothing.</summary>
    public int Member { get; init; }

    /// <summary>The session that <see cref="Send"/> writes to.</summary>
    public long SessionId { get; init; }

    /// <summary>Connects and shakes hands; joins nothing yet.</summary>
    /// <exception cref="IOException">When the server refuses.</exception>
    public static async Task<HubClient> ConnectAsync(Uri gateway, Place place, IHubListener listener, CancellationToken cancel)
    {
        var link = await WebSocketUpgrade.ConnectAsync(gateway, "/hubs/chat", place.Cookie, cancel);
        var client = new HubClient(link, listener) { Index = place.Index, Room = place.Room, Member = place.Member, SessionId = place.SessionId };
        try
        {
            link.Start(client);
            link.Send(Handshake);
            await client._shaken.Task.WaitAsync(cancel);
            Heartbeat.Add(client);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Joins all sessions of the user; <paramref name="held"/> says which revision of which session the client has.</summary>
    public Task<JsonElement> ResumeAsync(IReadOnlyDictionary<long, long> held, CancellationToken cancel)
    {
        var sessions = held.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
        return InvokeAsync("resume", JsonSerializer.Serialize(new { sessions }), cancel);
    }

    /// <summary>Calls a hub method, one at a time.</summary>
    /// <exception cref="IOException">When the call fails or the connection ends.</exception>
    public async Task<JsonElement> InvokeAsync(string method, string arguments, CancellationToken cancel)
    {
        var call = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _call, call);
        if (_closed is { } why) throw new IOException(why);
        _link.Send(Encoding.UTF8.GetBytes(
            $$"""{"type":1,"invocationId":"{{Call}}","target":"{{method}}","arguments":[{{arguments}}]}""" + (char)RecordSeparator));
        return await call.Task.WaitAsync(cancel);
    }

    /// <summary>Posts a message and returns at once; the listener hears of its acknowledgement under the same run and number.</summary>
    public void Send(uint run, int number)
    {
        // {"type":1,"invocationId":"NAME","target":"send","arguments":[{"session_id":N,"client_id":"UUID","content":"TEXT"}]}
        Span<byte> record = stackalloc byte[320];
        var at = 0;
        Put(record, "{\"type\":1,\"invocationId\":\""u8);
        Tag.WriteName(record[at..], run, number);
        at += Tag.NameLength;
        Put(record, "\",\"target\":\"send\",\"arguments\":[{\"session_id\":"u8);
        SessionId.TryFormat(record[at..], out var digits);
        at += digits;
        Put(record, ",\"client_id\":\""u8);
        Guid.NewGuid().TryFormat(record[at..], out var letters);
        at += letters;
        Put(record, "\",\"content\":\""u8);
        Tag.WriteText(record[at..], run, number);
        at += Tag.TextLength;
        Put(record, "\"}]}"u8);
        record[at++] = RecordSeparator;
        _link.Send(record[..at]);

        void Put(Span<byte> to, ReadOnlySpan<byte> what)
        {
            what.CopyTo(to[at..]);
            at += what.Length;
        }
    }

    /// <summary>Tells the hub that this client lives.</summary>
    public void Beat() => _link.Send(Ping);

    /// <summary>Drops the connection; the listener does not hear of it.</summary>
    public void Dispose()
    {
        Heartbeat.Remove(this);
        _link.Dispose();
        Fail("The connection was dropped.");
    }

    public void OnMessage(ReadOnlySpan<byte> payload)
    {
        while (payload.IndexOf(RecordSeparator) is var end and >= 0)
        {
            OnRecord(payload[..end]);
            payload = payload[(end + 1)..];
        }
    }

    public void OnClosed(string why)
    {
        Heartbeat.Remove(this);
        Fail(why);
        _listener.OnClosed(this, why);
    }

    void OnRecord(ReadOnlySpan<byte> record)
    {
        if (record.StartsWith("{\"type\":1,\"target\":\"messages\""u8)) _listener.OnMessages(this, record);
        else if (record.StartsWith("{\"type\":3,\"invocationId\":\""u8)) OnCompletion(record);
        else if (record.StartsWith("{\"type\":7"u8)) Fail(Encoding.UTF8.GetString(record));
        else if (!_shaken.Task.IsCompleted) OnHandshake(record);
    }

    void OnHandshake(ReadOnlySpan<byte> record)
    {
        if (record.SequenceEqual("{}"u8)) _shaken.TrySetResult();
        else Fail(Encoding.UTF8.GetString(record));
    }

    void OnCompletion(ReadOnlySpan<byte> record)
    {
        var id = record["{\"type\":3,\"invocationId\":\""u8.Length..];
        if (Tag.TryReadName(id, out var run, out var number))
        {
            // Behind the id stands either "result" or "error".
            if (id[Tag.NameLength..].StartsWith("\",\"error\":"u8)) _listener.OnRefused(this, run, number, Encoding.UTF8.GetString(record));
            else _listener.OnAcknowledged(this, run, number);
            return;
        }
        var reply = JsonElement.Parse(record);
        if (reply.TryGetProperty("error", out var error)) _call?.TrySetException(new IOException(error.GetString()));
        else _call?.TrySetResult(reply.TryGetProperty("result", out var result) ? result : default);
    }

    void Fail(string why)
    {
        _closed = why;
        _shaken.TrySetException(new IOException(why));
        _call?.TrySetException(new IOException(why));
    }
}
