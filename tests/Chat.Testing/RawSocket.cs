using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Chat.Testing;

/// <summary>A client of the raw WebSocket.</summary>
public sealed class RawSocket(ClientWebSocket socket) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public ClientWebSocket Socket { get; } = socket;

    public Task SendAsync(object frame) => SendTextAsync(JsonSerializer.Serialize(frame));

    public Task SendTextAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(text), type, endOfMessage: true, CancellationToken.None);

    /// <summary>The next frame.</summary>
    /// <exception cref="InvalidOperationException">The socket was closed instead.</exception>
    public async Task<JsonElement> ReceiveAsync() =>
        await ReceiveOrCloseAsync() ?? throw new InvalidOperationException($"Closed: {Socket.CloseStatus} {Socket.CloseStatusDescription}");

    /// <summary>Reads on until the server closes; its code.</summary>
    public async Task<int> CloseCodeAsync()
    {
        while (await ReceiveOrCloseAsync() is not null) { }
        return (int)Socket.CloseStatus!.Value;
    }

    public void Dispose() => Socket.Dispose();

    async Task<JsonElement?> ReceiveOrCloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await Socket.ReceiveAsync(buffer, patience.Token);
            if (received.MessageType is WebSocketMessageType.Close) return null;
            text.Write(buffer, 0, received.Count);
            if (received.EndOfMessage) return JsonSerializer.Deserialize<JsonElement>(text.ToArray());
        }
    }
}
