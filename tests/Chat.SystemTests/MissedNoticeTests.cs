using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using StackExchange.Redis;

namespace Chat.SystemTests;

/// <summary>What became of sessions while an instance was cut off from Redis is made good when it is back.</summary>
public sealed class MissedNoticeTests(ChatSystem chat)
{
    [Fact]
    public async Task Whoever_was_not_told_of_sessions_is_told_when_the_subscriptions_are_back()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var (left, renamed) = (await ada.CreateSessionAsync("Left", bob), await ada.CreateSessionAsync("Old name", bob));
        await using var hub = await bob.ListenAsync();
        using var socket = await bob.OpenSocketAsync(left.Id);
        SessionView created;
        // Nobody is told of any of it, as if Redis had lost it.
        await using (await EventLoss.OfAsync(chat, "Chat.Contracts.Sessions:SessionCreated", "realtime-session-events"))
        await using (await EventLoss.OfAsync(chat, "Chat.Contracts.Sessions:ParticipantRemoved", "realtime-session-events"))
        await using (await EventLoss.OfAsync(chat, "Chat.Contracts.Sessions:SessionUpdated", "realtime-session-events"))
        {
            created = await ada.CreateSessionAsync("Created", bob);
            using var removed = await ada.Http.DeleteAsync($"/api/sessions/{left.Id}/participants/{bob.Id}/");
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
            using var update = await ada.Http.PatchAsJsonAsync($"/api/sessions/{renamed.Id}/", new { name = "New name" });
            Assert.True(update.IsSuccessStatusCode);
            await BreakSubscriptionsAsync();

            await TellsAsync(created.Id, "added");
            await TellsAsync(left.Id, "removed");
            await TellsAsync(renamed.Id, "updated");
        }
        Assert.Equal(4403, await socket.CloseCodeAsync());
        await ada.PostAsync(created.Id, "welcome");
        await Eventually.BecomesTrueAsync(() => hub.Messages(created.Id).Count == 1, "bob hears the session that he was added to");
        Assert.False(hub.Closed.IsCompleted);

        Task TellsAsync(long sessionId, string change) =>
            Eventually.BecomesTrueAsync(() => hub.Notices.Any(notice => notice.SessionId == sessionId && notice.Change == change), $"bob is told that a session was {change}");
    }

    async Task BreakSubscriptionsAsync()
    {
        var options = ConfigurationOptions.Parse((await chat.App.GetConnectionStringAsync("redis"))!);
        options.AllowAdmin = true;
        using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        Assert.NotEqual(0, (int)await redis.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub", "SKIPME", "yes"));
    }
}
