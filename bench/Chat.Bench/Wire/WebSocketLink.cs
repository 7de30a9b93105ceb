using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Chat.Bench.Wire;

/// <summary>
/// A WebSocket client on a bare socket. One receive may bring hundreds of messages, and all of them are handed over at once; sends that
/// meet one in flight leave together with the next. This is what keeps the generator cheap beside what it measures.
/// </summary>
/// <remarks>Messages are handed over in order, never two at once. Sending is safe from any thread and waits for nothing.</remarks>
sealed class WebSocketLink : IDisposable
{
    /// <summary>Takes what arrives; its members must not block.</summary>
    public interface IReceiver
    {
        void OnMessage(ReadOnlySpan<byte> payload);
        void OnClosed(string why);
    }

    readonly Socket _socket;
    readonly Lock _sending = new();
    byte[] _received;
    int _receivedLength;
    byte[] _gathering = new byte[512];
    byte[] _leaving = new byte[512];
    int _gathered;
    bool _inFlight;
    byte[] _fragments = [];
    int _fragmentsLength;
    volatile bool _closed;
    string? _farewell;

    /// <param name="socket">Connected and upgraded.</param>
    /// <param name="surplus">What arrived behind the answer to the upgrade.</param>
    public WebSocketLink(Socket socket, ReadOnlySpan<byte> surplus)
    {
        _socket = socket;
        _received = new byte[Math.Max(4096, surplus.Length)];
        surplus.CopyTo(_received);
        _receivedLength = surplus.Length;
    }

    /// <summary>Begins to hand over what arrives.</summary>
    public void Start(IReceiver receiver) => _ = ReceiveAsync(receiver);

    public void Send(ReadOnlySpan<byte> text) => Send(Frames.Text, text);

    /// <summary>Drops the connection without a word, as a network that fails does.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
        _socket.Dispose();
    }

    async Task ReceiveAsync(IReceiver receiver)
    {
        var why = "the connection ended";
        try
        {
            while (HandOver(receiver))
            {
                if (_receivedLength == _received.Length) Array.Resize(ref _received, _received.Length * 2);
                var count = await _socket.ReceiveAsync(_received.AsMemory(_receivedLength), SocketFlags.None).ConfigureAwait(false);
                if (count == 0) break;
                _receivedLength += count;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            why = e.Message;
        }
        if (_closed) return;
        _closed = true;
        _socket.Dispose();
        receiver.OnClosed(_farewell ?? why);
    }

    /// <summary>False once the server has said goodbye.</summary>
    bool HandOver(IReceiver receiver)
    {
        var at = 0;
        while (Frames.TryRead(_received.AsSpan(at, _receivedLength - at), out var frame))
        {
            at += frame.Size;
            switch (frame.Opcode)
            {
                case Frames.Text or Frames.Binary when frame.IsFinal:
                    receiver.OnMessage(frame.Payload);
                    break;
                case Frames.Text or Frames.Binary or Frames.Continuation:
                    Gather(frame, receiver);
                    break;
                case Frames.Ping:
                    Send(Frames.Pong, frame.Payload);
                    break;
                case Frames.Close:
                    _farewell = frame.Payload.Length < 2
                        ? "closed by the server"
                        : $"closed by the server: {BinaryPrimitives.ReadUInt16BigEndian(frame.Payload)} {Encoding.UTF8.GetString(frame.Payload[2..])}";
                    return false;
            }
        }
        _receivedLength -= at;
        if (at > 0 && _receivedLength > 0) _received.AsSpan(at, _receivedLength).CopyTo(_received);
        return true;
    }

    void Gather(Frames.Frame part, IReceiver receiver)
    {
        var length = _fragmentsLength + part.Payload.Length;
        if (_fragments.Length < length) Array.Resize(ref _fragments, length * 2);
        part.Payload.CopyTo(_fragments.AsSpan(_fragmentsLength));
        _fragmentsLength = part.IsFinal ? 0 : length;
        if (part.IsFinal) receiver.OnMessage(_fragments.AsSpan(0, length));
    }

    void Send(byte opcode, ReadOnlySpan<byte> payload)
    {
        lock (_sending)
        {
            if (_closed) return;
            var need = _gathered + payload.Length + Frames.MaxOverhead;
            if (_gathering.Length < need) Array.Resize(ref _gathering, need * 2);
            _gathered += Frames.Write(_gathering.AsSpan(_gathered), opcode, payload);
            if (_inFlight) return;
            _inFlight = true;
        }
        _ = FlushAsync();
    }

    /// <summary>What the kernel takes at once is sent before this returns to its caller.</summary>
    async Task FlushAsync()
    {
        try
        {
            while (true)
            {
                Memory<byte> rest;
                lock (_sending)
                {
                    if (_gathered == 0)
                    {
                        _inFlight = false;
                        return;
                    }
                    (_gathering, _leaving) = (_leaving, _gathering);
                    (rest, _gathered) = (_leaving.AsMemory(0, _gathered), 0);
                }
                while (rest.Length > 0) rest = rest[await _socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The receiving side says why; nothing more is sent, as _inFlight stays set.
        }
    }
}
