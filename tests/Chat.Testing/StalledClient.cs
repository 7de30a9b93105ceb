using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Chat.Testing;

/// <summary>A WebSocket client with a small receive buffer, which reads only when it is told to.</summary>
public sealed class StalledClient : IDisposable
{
    const int ReceiveBuffer = 4096;
    const char RecordSeparator = '\u001e';
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly WebSocket _socket;

    StalledClient(WebSocket socket) => _socket = socket;

    /// <summary>Opens a WebSocket and reads nothing of it.</summary>
    public static async Task<StalledClient> OpenAsync(ChatUser user, string path)
    {
        var gateway = user.Http.BaseAddress!;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBuffer, NoDelay = true };
        await socket.ConnectAsync(gateway.Host, gateway.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        var key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {gateway.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nCookie: {user.CookieHeader}\r\n\r\n"));
        // Byte by byte: what follows the head belongs to the WebSocket.
        var head = "";
        var next = new byte[1];
        while (!head.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(next) > 0) head += (char)next[0];
        if (!head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal)) throw new InvalidOperationException(head);
        return new StalledClient(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions()));
    }

    /// <summary>Joins all sessions over the hub, and reads no further.</summary>
    public static async Task<StalledClient> JoinHubAsync(ChatUser user)
    {
        var client = await OpenAsync(user, "/hubs/chat");
        await client.SendAsync("""{"protocol":"json","version":1}""");
        await client.SendAsync("""{"type":1,"invocationId":"1","target":"resume","arguments":[{}]}""");
        var heard = "";
        while (!heard.Contains("\"invocationId\":\"1\"", StringComparison.Ordinal)) heard += await client.ReadAsync();
        return client;
    }

    /// <summary>Reads all there is. Answers the last of it, and whether the server said goodbye or just left.</summary>
    public async Task<(string End, bool WasTold)> ReadToEndAsync()
    {
        var last = "";
        try
        {
            while (await ReadAsync() is { } text) last = (last + text)[^Math.Min(500, last.Length + text.Length)..];
            return ($"{last} {_socket.CloseStatus} {_socket.CloseStatusDescription}", true);
        }
        catch (WebSocketException)
        {
            return (last, false);
        }
    }

    public void Dispose() => _socket.Dispose();

    Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message + RecordSeparator), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    async Task<string?> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[16 * 1024];
        var received = await _socket.ReceiveAsync(buffer, patience.Token);
        return received.MessageType is WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
