using System.Net.WebSockets;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests.SeedContract;

/// <summary>"WebSocket Integration": ChatConsumer at ws/chat/&lt;session_id&gt;/.</summary>
public sealed class WebSocketTests(ChatSystem chat)
{
    [Fact]
    public async Task What_one_sends_everybody_in_the_room_receives_with_the_sender_named_and_nobody_else_does()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var (room, other) = (await ada.CreateSessionAsync("Room", bob), await ada.CreateSessionAsync("Other room", bob));
        using var adas = await ada.OpenSocketAsync(room.Id);
        using var bobs = await bob.OpenSocketAsync(room.Id);
        using var elsewhere = await bob.OpenSocketAsync(other.Id);
        await adas.SendAsync(new { message = "hello room" });
        foreach (var socket in new[] { adas, bobs })
        {
            var heard = await socket.ReceiveAsync();
            Assert.Equal(("chat_message", "hello room"), (heard.GetProperty("type").GetString(), heard.GetProperty("message").GetString()));
            Assert.Equal((ada.Username, ada.Id), (heard.GetProperty("username").GetString(), heard.GetProperty("user_id").GetInt64()));
            Assert.NotEqual(default, heard.GetProperty("timestamp").GetDateTime());
        }
        // The first thing that the other room hears is its own.
        await ada.PostAsync(other.Id, "hello other room");
        Assert.Equal("hello other room", (await elsewhere.ReceiveAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Whatever_is_sent_is_saved_before_anybody_receives_it()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Saved");
        using var socket = await ada.OpenSocketAsync(session.Id);
        for (var i = 1; i <= 5; i++)
        {
            await socket.SendAsync(new { message = $"{i}" });
            Assert.Equal(i, (await socket.ReceiveAsync()).GetProperty("seq").GetInt32());
            Assert.Equal(i, (await ada.ListAsync(session.Id)).Count);
        }
    }

    [Fact]
    public async Task Who_disconnects_leaves_the_room_and_the_others_go_on()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Leaving", bob);
        using var adas = await ada.OpenSocketAsync(session.Id);
        await using var observer = await ada.ListenAsync();
        using (var bobs = await bob.OpenSocketAsync(session.Id))
        {
            await OnlineAsync(ada, bob);
            await bobs.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        await OnlineAsync(ada);
        await adas.SendAsync(new { message = "still here" });
        Assert.Equal("still here", (await adas.ReceiveAsync()).GetProperty("message").GetString());

        async Task OnlineAsync(params ChatUser[] users) => await Eventually.SucceedsAsync(async () =>
        {
            var reply = await observer.Hub.InvokeAsync<JsonElement>("presence", new { session_id = session.Id });
            Assert.Equal(users.Select(user => user.Id).Order(), reply.GetProperty("online").EnumerateArray().Select(id => id.GetInt64()).Order());
            return true;
        }, $"these {users.Length} are in the room", 60);
    }

    [Theory]
    [InlineData("anonymous", 4401)]
    [InlineData("stranger", 4404)]
    public async Task Only_participants_are_let_in(string who, int code)
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Closed door");
        var caller = who == "anonymous" ? chat.Anonymous() : await chat.NewUserAsync("eve");
        using var socket = await caller.OpenSocketAsync(session.Id);
        Assert.Equal(code, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task An_error_is_answered_and_the_connection_goes_on()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Errors");
        using var socket = await ada.OpenSocketAsync(session.Id);
        foreach (var frame in new[] { "not json", "{}", JsonSerializer.Serialize(new { message = new string('x', 4001) }) })
        {
            await socket.SendTextAsync(frame);
            Assert.Equal("error", (await socket.ReceiveAsync()).GetProperty("type").GetString());
        }
        await socket.SendAsync(new { message = "fine" });
        Assert.Equal("fine", (await socket.ReceiveAsync()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_comes_in_over_REST_is_received_over_the_socket()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Both ways", bob);
        using var socket = await bob.OpenSocketAsync(session.Id);
        await ada.PostAsync(session.Id, "over REST");
        Assert.Equal("over REST", (await socket.ReceiveAsync()).GetProperty("message").GetString());
    }
}
