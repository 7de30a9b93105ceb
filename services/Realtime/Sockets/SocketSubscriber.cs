using System.Net.WebSockets;
using System.Threading.Channels;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.Realtime.Instances;

namespace Chat.Realtime.Sockets;

/// <summary>A raw WebSocket on one session. Frames wait in a bounded queue; a client that lets it fill is closed and may resume.</summary>
sealed class SocketSubscriber(Caller caller) : Subscriber(caller)
{
    const int MaxWaiting = 1024;
    static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    readonly Channel<ReadOnlyMemory<byte>> _frames =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });

    readonly Backlog _waiting = new(MaxWaiting);
    CallCount _frameCount;
    SocketClose? _close;
    WebSocket? _socket;
    volatile bool _done;

    public override bool FollowsUser => false;

    public override void Deliver(ChangeFrame frame)
    {
        foreach (var bytes in frame.SocketFrames) Send(bytes);
    }

    public override void Notify(SessionNotice notice)
    {
        if (notice.Change is SessionChange.Removed) Close(SocketClose.Removed);
        else if (notice.Change is SessionChange.Deleted) Close(SocketClose.NoSuchSession);
    }

    /// <inheritdoc cref="CallCount.Add"/>
    public void CountFrame(DateTimeOffset now) => _frameCount.Add(now);

    public override void Move() => Close(SocketClose.Restart);

    public override void SignOut(string reason) => Close(SocketClose.NotSignedIn);

    public void Send(ReadOnlyMemory<byte> frame)
    {
        if (!_waiting.Add(frame.Length) || !_frames.Writer.TryWrite(frame)) Close(SocketClose.TooSlow);
    }

    /// <summary>Closes after what waits has gone out. The first reason counts.</summary>
    public void Close(SocketClose close)
    {
        _close ??= close;
        if (_frames.Writer.TryComplete()) _ = AbortLaterAsync();
    }

    /// <summary>Whoever does not read does not get the goodbye either.</summary>
    async Task AbortLaterAsync()
    {
        await Task.Delay(CloseTimeout);
        if (!_done) _socket?.Abort();
    }

    /// <summary>Writes what waits and what comes, until closed; the only writer of the socket.</summary>
    public async Task RunAsync(WebSocket socket, CancellationToken cancel)
    {
        _socket = socket;
        try
        {
            await foreach (var frame in _frames.Reader.ReadAllAsync(cancel))
            {
                await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancel);
                _waiting.Remove(frame.Length);
            }
            using var timeout = new CancellationTokenSource(CloseTimeout);
            var close = _close ?? SocketClose.Normal;
            await socket.CloseOutputAsync(close.Status, close.Reason, timeout.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            socket.Abort();
        }
        finally
        {
            _done = true;
        }
    }
}
