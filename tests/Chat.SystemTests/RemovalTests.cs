using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests;

public sealed class RemovalTests(ChatSystem chat)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_posted_after_a_removal_was_acknowledged_reaches_the_removed(bool eventArrives)
    {
        // Without the event of the removal only the fence, which each message carries, keeps it from them.
        await using var broker = await EventLoss.OfAsync(chat, eventArrives ? null : "Chat.Contracts.Sessions:ParticipantRemoved", "realtime-session-events");
        for (var round = 0; round < 5; round++)
        {
            var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
            var session = await ada.CreateSessionAsync($"Round {round}", bob);
            var hubs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bob.ListenAsync()));
            using var socket = await bob.OpenSocketAsync(session.Id);
            var heard = ReadToCloseAsync(socket);
            await using var own = await ada.ListenAsync();

            using var stop = new CancellationTokenSource();
            var removed = false;
            var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                // Without a break this would be more than one user may write, on a machine that is fast enough.
                for (; !stop.IsCancellationRequested; await Task.Delay(10)) await ada.PostAsync(session.Id, Volatile.Read(ref removed) ? "after" : "before");
            }));
            await Eventually.BecomesTrueAsync(() => hubs.All(hub => hub.Messages(session.Id).Count > 5), "bob hears the talk");

            using var reply = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/");
            Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
            Volatile.Write(ref removed, true);

            await Eventually.BecomesTrueAsync(() => own.Messages(session.Id).Count(message => message.Content == "after") > 20, "ada hears herself after the removal");
            await stop.CancelAsync();
            await writing;

            var (texts, closeCode) = await heard;
            Assert.Equal(4403, closeCode);
            Assert.DoesNotContain("after", texts);
            foreach (var hub in hubs)
            {
                await Eventually.BecomesTrueAsync(() => hub.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "removed"), "bob is told");
                Assert.DoesNotContain(hub.Messages(session.Id), message => message.Content == "after");
                var refusal = await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => hub.SendAsync(session.Id, "still here?"));
                Assert.Contains("session_not_found", refusal.Message, StringComparison.Ordinal);
                await hub.DisposeAsync();
            }
            await Api.ProblemAsync(await bob.Http.GetAsync($"/api/messages/?session_id={session.Id}"), 404, "session_not_found");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_else_that_is_said_live_after_a_removal_reaches_the_removed_or_comes_from_them(bool eventArrives)
    {
        await using var broker = await EventLoss.OfAsync(chat, eventArrives ? null : "Chat.Contracts.Sessions:ParticipantRemoved", "realtime-session-events");
        var (ada, bob, cem, dan) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cem"), await chat.NewUserAsync("dan"));
        var session = await ada.CreateSessionAsync("Signals", bob, cem, dan);
        var message = await ada.PostAsync(session.Id, "before");
        // On both instances.
        var removed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bob.ListenAsync()));
        await using var writer = await ada.ListenAsync();
        await using var stays = await cem.ListenAsync();

        using var reply = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/");
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        foreach (var hub in removed) await TryTypeAsync(hub);
        using var read = await cem.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = message.Seq });
        Assert.True(read.IsSuccessStatusCode);
        using var update = await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "Renamed" });
        Assert.True(update.IsSuccessStatusCode);
        await using var comes = await dan.ListenAsync();
        // Right after the removal a signal may get lost; a writer writes on.
        await Eventually.BecomesTrueAsync(async () =>
        {
            await TryTypeAsync(writer);
            return Heard(stays, "typing").Any();
        }, "cem sees ada writing");
        await Eventually.BecomesTrueAsync(() => Heard(stays, "read").Any(), "cem hears of the marker");
        await Eventually.BecomesTrueAsync(() => stays.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "updated"), "cem hears of the name");
        await Eventually.BecomesTrueAsync(
            () => Heard(stays, "presence").Any(news => news.GetProperty("online").EnumerateArray().Any(id => id.GetInt64() == dan.Id)), "cem sees dan coming");

        Assert.DoesNotContain(Heard(stays, "typing"), typing => typing.GetProperty("user_id").GetInt64() == bob.Id);
        foreach (var hub in removed)
        {
            await Eventually.BecomesTrueAsync(() => hub.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "removed"), "bob is told");
            Assert.Empty(Heard(hub, "typing"));
            Assert.Empty(Heard(hub, "read"));
            Assert.DoesNotContain(Heard(hub, "presence"), news => news.GetProperty("online").EnumerateArray().Any(id => id.GetInt64() == dan.Id));
            Assert.DoesNotContain(hub.Notices, notice => notice.SessionId == session.Id && notice.Change == "updated");
            await hub.DisposeAsync();
        }

        IEnumerable<JsonElement> Heard(HubListener listener, string signal) => listener.Signals
            .Where(heard => heard.Event == signal && heard.Argument.GetProperty("session_id").GetInt64() == session.Id).Select(heard => heard.Argument);

        async Task TryTypeAsync(HubListener listener)
        {
            try
            {
                await listener.Hub.InvokeAsync("typing", new { session_id = session.Id });
            }
            catch (HubException)
            {
                // They are known to be removed.
            }
        }
    }

    [Fact]
    public async Task Who_is_added_while_connected_hears_the_session_without_reconnecting()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await using var hub = await bob.ListenAsync();
        var session = await ada.CreateSessionAsync("Joining", bob);
        await Eventually.BecomesTrueAsync(() => hub.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "added"), "bob is told");
        await ada.PostAsync(session.Id, "welcome");
        await Eventually.BecomesTrueAsync(() => hub.Messages(session.Id).Count == 1, "bob hears the message");
    }

    [Fact]
    public async Task Signing_out_closes_all_sockets_of_that_sign_in()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Leaving", bob);
        await using var hub = await bob.ListenAsync();
        await using var others = await ada.ListenAsync();
        using var socket = await bob.OpenSocketAsync(session.Id);

        using var reply = await bob.Http.PostAsync("/api/auth/logout", null);
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Equal(4401, await socket.CloseCodeAsync());
        await hub.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["signed_out"], hub.SignedOut);
        Assert.False(others.Closed.IsCompleted);
    }

    [Fact]
    public async Task The_news_that_a_user_is_deactivated_closes_all_their_sockets()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Leaving", bob);
        await using var hub = await bob.ListenAsync();
        await using var others = await ada.ListenAsync();
        using var socket = await bob.OpenSocketAsync(session.Id);

        await Broker.PublishAsync(chat, "Chat.Contracts.Accounts:SignInsEnded", new { userId = bob.Id, signInIds = Array.Empty<string>(), reason = "deactivated" });
        Assert.Equal(4401, await socket.CloseCodeAsync());
        await hub.Closed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["deactivated"], hub.SignedOut);
        Assert.False(others.Closed.IsCompleted);
    }

    static async Task<(List<string> Texts, int CloseCode)> ReadToCloseAsync(RawSocket socket)
    {
        var texts = new List<string>();
        try
        {
            while (true) texts.Add((await socket.ReceiveAsync()).GetProperty("message").GetString()!);
        }
        catch (InvalidOperationException)
        {
            return (texts, (int)socket.Socket.CloseStatus!.Value);
        }
    }
}
