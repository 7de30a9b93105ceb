using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.Realtime.Tests;

/// <summary>What Realtime does without any other service: it takes sockets, of those who are signed in, and says what it cannot do.</summary>
public sealed class AloneTests(RealtimeAlone realtime) : IClassFixture<RealtimeAlone>
{
    const WebSocketCloseStatus NotSignedIn = (WebSocketCloseStatus)4401;

    [Fact]
    public async Task Without_a_sign_in_there_is_no_hub()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(token: null));
        Assert.Contains("401", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_sign_in_a_raw_socket_is_closed_with_4401()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(realtime.Address, "/ws/chat/1/")) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken);
        var received = await socket.ReceiveAsync(new byte[1024], TestContext.Current.CancellationToken);
        Assert.Equal((WebSocketMessageType.Close, NotSignedIn), (received.MessageType, socket.CloseStatus));
    }

    [Fact]
    public async Task Who_is_signed_in_connects_and_is_told_what_does_not_work()
    {
        await using var hub = await ConnectAsync(realtime.TokenOf(1, "ann"));
        var sending = await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync("send", new { session_id = 1, content = "Hello", client_id = Guid.NewGuid() }));
        var resuming = await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync("resume", new { }));
        Assert.Contains("unavailable", sending.Message, StringComparison.Ordinal);
        Assert.Contains("unavailable", resuming.Message, StringComparison.Ordinal);
        Assert.Equal(HubConnectionState.Connected, hub.State);
    }

    async Task<HubConnection> ConnectAsync(string? token)
    {
        var hub = new HubConnectionBuilder().WithUrl(new Uri(realtime.Address, "/hubs/chat"), options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
            if (token is not null) options.Headers["Authorization"] = $"Bearer {token}";
        }).Build();
        await hub.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }
}
