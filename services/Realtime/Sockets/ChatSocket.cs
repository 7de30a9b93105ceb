using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;
using Chat.Realtime.Posting;
using Chat.Realtime.Presence;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Sockets;

/// <summary>The raw WebSocket <c>/ws/chat/&lt;id&gt;/</c>: one session, JSON frames. It shares everything with the hub but the framing.</summary>
sealed partial class ChatSocket(
    SessionRegistry registry, Membership.MembershipClient sessions, Reading.ReadingClient messages, PostingStreams posting, PresenceTracker presence,
    TimeProvider time, ILogger<ChatSocket> logger)
{
    const int MaxFrame = 32 * 1024;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A client that has gone without a word is noticed by the pong that does not come.</summary>
    static readonly WebSocketAcceptContext Pinged = new() { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30) };

    public async Task AcceptAsync(HttpContext http, string id)
    {
        if (!http.WebSockets.IsWebSocketRequest) throw new ChatException(ErrorCode.InvalidRequest, "This address takes WebSocket connections only.");

        // Refusals come as close codes: a browser cannot see the status of a failed handshake.
        if (http.User.Identity is not { IsAuthenticated: true })
        {
            await RefuseAsync(http, SocketClose.NotSignedIn);
            return;
        }
        var subscriber = new SocketSubscriber(Caller.Of(http.User, http));
        try
        {
            if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var sessionId)
                && await FindMembershipAsync(sessionId, subscriber.Caller.UserId, http.RequestAborted) is { } version)
                await ServeAsync(http, subscriber, sessionId, version);
            else
                await RefuseAsync(http, SocketClose.NoSuchSession);
        }
        catch (ChatException e) when (e.Error == ErrorCode.RateLimited)
        {
            RefusalMeter.Count(e.Error);
            await RefuseAsync(http, SocketClose.TooMany);
        }
        catch (Exception e) when (HubErrors.Classify(e).Error == ErrorCode.Unavailable && !http.Response.HasStarted)
        {
            await RefuseAsync(http, SocketClose.TryLater);
        }
    }

    async Task<long?> FindMembershipAsync(long sessionId, long userId, CancellationToken cancel)
    {
        var snapshot = await sessions.GetAsync(
            new GetMembershipRequest { SessionId = sessionId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        return snapshot.Members.Any(member => member.UserId == userId) ? snapshot.Version : null;
    }

    /// <summary>Joins before it accepts: from the handshake's answer on the client misses nothing, as what arrives earlier waits in the queue.</summary>
    async Task ServeAsync(HttpContext http, SocketSubscriber subscriber, long sessionId, long version)
    {
        var aborted = http.RequestAborted;
        await registry.ConnectAsync(subscriber);
        try
        {
            await registry.JoinAsync(subscriber, [(sessionId, version)], aborted);
            await presence.ArrivedAsync(subscriber);
            using var socket = await http.WebSockets.AcceptWebSocketAsync(Pinged);
            var writing = subscriber.RunAsync(socket, aborted);
            var reading = ReadAsync(socket, subscriber, sessionId, aborted);
            await Task.WhenAny(reading, writing);
            if (reading.IsCompleted) subscriber.Close(await reading);
            await writing;
            // Wait for the other side's goodbye, but not for ever.
            await Task.WhenAny(reading, Task.Delay(FarewellTimeout, CancellationToken.None));
        }
        finally
        {
            presence.Left(subscriber);
            await registry.DisconnectAsync(subscriber);
        }
    }

    /// <summary>Reads frames until the client closes or breaks the rules of framing.</summary>
    async Task<SocketClose> ReadAsync(WebSocket socket, SocketSubscriber subscriber, long sessionId, CancellationToken aborted)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.GetMemory(2048), aborted);
                if (received.MessageType is WebSocketMessageType.Close) return SocketClose.Normal;
                buffer.Advance(received.Count);
                if (buffer.WrittenCount > MaxFrame) return SocketClose.TooLarge;
                if (!received.EndOfMessage) continue;

                await HandleAsync(received.MessageType is WebSocketMessageType.Text ? buffer.WrittenMemory : default, subscriber, sessionId, aborted);
                buffer.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            return SocketClose.Normal;
        }
    }

    async Task HandleAsync(ReadOnlyMemory<byte> frame, SocketSubscriber subscriber, long sessionId, CancellationToken cancel)
    {
        string? clientId = null;
        try
        {
            subscriber.CountFrame(time.GetUtcNow());
            using var json = Parse(frame);
            clientId = ClientJson.TextOrNull(json.RootElement, "client_id");
            var send = SendRequest.Parse(json.RootElement, sessionId, "message");
            var posted = await posting.PostAsync(subscriber.Caller, send, cancel);
            // The message itself is the acknowledgement. An old one is not announced again, so say here what it is by now.
            if (posted.Repeated) subscriber.Send(SocketFrames.Repeated(await FindAsync(sessionId, posted.Seq, cancel)));
        }
        catch (Exception e)
        {
            var (error, detail) = HubErrors.Classify(e);
            RefusalMeter.Count(error);
            if (error == ErrorCode.InternalError) Log.Failed(logger, e);
            subscriber.Send(SocketFrames.Error(error, detail, clientId, (e as ChatException)?.RetryAfter));
        }
    }

    async Task<MessageState> FindAsync(long sessionId, long seq, CancellationToken cancel)
    {
        var reply = await messages.GetMessageAsync(
            new GetMessageRequest { SessionId = sessionId, Seq = seq }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        return reply.Message?.ToState(sessionId) ?? throw new ChatException(ErrorCode.SessionNotFound);
    }

    static JsonDocument Parse(ReadOnlyMemory<byte> frame)
    {
        try
        {
            var json = JsonDocument.Parse(frame);
            if (json.RootElement.ValueKind is JsonValueKind.Object) return json;
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw new ChatException(ErrorCode.InvalidRequest, "A frame is a JSON object like {\"message\": \"...\"}.");
    }

    static async Task RefuseAsync(HttpContext http, SocketClose close)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var timeout = new CancellationTokenSource(FarewellTimeout);
        try
        {
            await socket.CloseAsync(close.Status, close.Reason, timeout.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // It is gone already.
        }
    }

    static partial class Log
    {
        [LoggerMessage(3300, LogLevel.Error, "A frame of a raw WebSocket failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
