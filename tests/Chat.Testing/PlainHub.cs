using System.Net.WebSockets;
using System.Text;

namespace Chat.Testing;

/// <summary>The hub's WebSocket without a client library: sends what no library would.</summary>
public sealed class PlainHub(ClientWebSocket socket) : IDisposable
{
    const char RecordSeparator = '\u001e';
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly StringBuilder _heard = new();
    int _lastCall;

    /// <summary>Calls a method with an argument that is JSON already, and answers the completion, JSON too.</summary>
    public async Task<string> CallAsync(string method, string argument)
    {
        var call = ++_lastCall;
        await SendAsync($$"""{"type":1,"invocationId":"{{call}}","target":"{{method}}","arguments":[{{argument}}]}""");
        while (true)
        {
            var frame = await ReadAsync();
            if (frame.Contains($"\"invocationId\":\"{call}\"", StringComparison.Ordinal)) return frame;
        }
    }

    public void Dispose() => socket.Dispose();

    internal static async Task<PlainHub> OpenAsync(Uri address, string cookies)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookies);
        await socket.ConnectAsync(address, CancellationToken.None);
        var hub = new PlainHub(socket);
        await hub.SendAsync("""{"protocol":"json","version":1}""");
        await hub.ReadAsync();
        return hub;
    }

    Task SendAsync(string frame) => socket.SendAsync(Encoding.UTF8.GetBytes(frame + RecordSeparator), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    async Task<string> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var text = _heard.ToString();
            if (text.IndexOf(RecordSeparator, StringComparison.Ordinal) is >= 0 and var end)
            {
                _heard.Remove(0, end + 1);
                return text[..end];
            }
            var received = await socket.ReceiveAsync(buffer, patience.Token);
            if (received.MessageType is WebSocketMessageType.Close) throw new InvalidOperationException($"Closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
            _heard.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }
}
