using System.Diagnostics;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests;

/// <summary>What is shown and forgotten: who is writing, who is there.</summary>
public sealed class SignalTests(ChatSystem chat)
{
    [Fact]
    public async Task Writing_shows_in_its_session_only_and_for_long_once_a_second()
    {
        var (ada, bob, cem, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cem"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Here", bob);
        var other = await ada.CreateSessionAsync("There", cem);
        await using var writer = await ada.ListenAsync();
        await using var reader = await bob.ListenAsync();
        await using var elsewhere = await cem.ListenAsync();
        await using var stranger = await eve.ListenAsync();

        var clock = Stopwatch.StartNew();
        for (var key = 0; key < 100; key++) await TypeAsync(writer, session.Id);
        var atMost = 3 + (int)clock.Elapsed.TotalSeconds + 1;
        await Eventually.BecomesTrueAsync(() => Heard(reader, "typing").Any(), "bob sees ada writing");
        var shown = Heard(reader, "typing").First();
        Assert.Equal((session.Id, ada.Id, ada.Username), (shown.GetProperty("session_id").GetInt64(), shown.GetProperty("user_id").GetInt64(), shown.GetProperty("username").GetString()));
        // Comes after them on the same way.
        await ada.PostAsync(session.Id, "done");
        await Eventually.BecomesTrueAsync(() => reader.Messages(session.Id).Count == 1, "bob gets the message");
        Assert.InRange(Heard(reader, "typing").Count(), 1, atMost);

        var before = Heard(reader, "typing").Count();
        await Eventually.BecomesTrueAsync(async () =>
        {
            await TypeAsync(writer, session.Id);
            return Heard(reader, "typing").Count() > before;
        }, "after a while it is shown again");

        await ada.PostAsync(other.Id, "over here");
        await Eventually.BecomesTrueAsync(() => elsewhere.Messages(other.Id).Count == 1, "cem gets the message");
        Assert.Empty(Heard(elsewhere, "typing"));
        Assert.Empty(Heard(stranger, "typing"));
        Assert.All(Heard(writer, "typing"), signal => Assert.Equal(session.Id, signal.GetProperty("session_id").GetInt64()));
    }

    [Fact]
    public async Task Whoever_sends_what_they_wrote_and_writes_on_is_shown_at_once()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Quick", bob);
        await using var writer = await ada.ListenAsync();
        await using var reader = await bob.ListenAsync();

        await TypeAsync(writer, session.Id);
        await ada.PostAsync(session.Id, "one thing");
        await TypeAsync(writer, session.Id);
        await ada.PostAsync(session.Id, "and another");
        await Eventually.BecomesTrueAsync(() => reader.Messages(session.Id).Count == 2, "bob gets the messages");
        Assert.Equal(2, Heard(reader, "typing").Count());
    }

    [Theory]
    [InlineData("typing")]
    [InlineData("presence")]
    public async Task Strangers_and_bad_requests_are_refused_and_the_connection_lives_on(string method)
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Private");
        await using var listener = await ada.ListenAsync();
        await using var stranger = await eve.ListenAsync();
        await RefusesAsync(new { session_id = session.Id }, "session_not_found");
        await RefusesAsync(new { session_id = -1 }, "session_not_found");
        await RefusesAsync(new { session_id = "1" }, "invalid_request");
        await RefusesAsync(new { }, "invalid_request");
        await RefusesAsync(5, "invalid_request");
        await RefusesAsync(null, "invalid_request");

        async Task RefusesAsync(object? request, string code)
        {
            var refusal = await Assert.ThrowsAsync<HubException>(() => stranger.Hub.InvokeCoreAsync(method, typeof(JsonElement), [request]));
            Assert.Contains($"\"code\":\"{code}\"", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(HubConnectionState.Connected, stranger.Hub.State);
        }
    }

    [Fact]
    public async Task Somebody_is_online_from_their_first_device_to_their_last()
    {
        var (ada, bob, cem) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cem"));
        var session = await ada.CreateSessionAsync("Presence", bob, cem);
        await using var observer = await ada.ListenAsync();
        Assert.Equal([ada.Id], await OnlineAsync(observer, session.Id));

        // Several of them, so that they are on both instances.
        var devices = new List<HubListener>();
        for (var i = 0; i < 4; i++) devices.Add(await bob.ListenAsync());
        await using (await cem.ListenAsync())
        {
            await Eventually.BecomesTrueAsync(() => Shown(observer, "online", bob) && Shown(observer, "online", cem), "bob and cem are shown online");
            await ShowsAsync(observer, session.Id, ada, bob, cem);
            foreach (var device in devices[1..]) await device.DisposeAsync();
        }

        await Eventually.BecomesTrueAsync(() => Shown(observer, "offline", cem), "cem is shown offline", 60);
        await ShowsAsync(observer, session.Id, ada, bob);
        Assert.False(Shown(observer, "offline", bob));

        await devices[0].DisposeAsync();
        await Eventually.BecomesTrueAsync(() => Shown(observer, "offline", bob), "bob is shown offline", 60);
        await ShowsAsync(observer, session.Id, ada);
    }

    [Fact]
    public async Task A_killed_instance_takes_its_users_offline_but_not_those_who_are_back()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => chat.NewUserAsync()));
        var session = await users[0].CreateSessionAsync("Crash", users[1..]);
        var listeners = new Dictionary<ChatUser, HubListener>();
        foreach (var user in users) listeners[user] = await user.ListenAsync();
        await ShowsAsync(listeners[users[0]], session.Id, users);

        var instance = (await chat.InstancesAsync("realtime"))[0];
        await instance.KillAsync();
        await Eventually.BecomesTrueAsync(() => listeners.Values.Any(listener => listener.Closed.IsCompleted), "connections break");
        // The gateway drops all connections of the dead instance at once; who is still connected is on the other one.
        await Eventually.BecomesTrueAsync(async () => (await Task.WhenAll(listeners.Values.Select(AnswersAsync))).All(isKnown => isKnown), "the others answer");
        var lost = users.Where(user => listeners[user].Closed.IsCompleted).ToList();
        var observer = listeners[users.Except(lost).First()];
        var back = lost[0];
        listeners[back] = await back.ListenAsync();

        await Eventually.BecomesTrueAsync(() => lost[1..].All(user => Shown(observer, "offline", user)), "the lost are shown offline", 90);
        await ShowsAsync(observer, session.Id, [.. users.Except(lost[1..])]);
        Assert.DoesNotContain(users.Except(lost[1..]), user => Shown(observer, "offline", user));

        await instance.StartAsync();
        foreach (var listener in listeners.Values) await listener.DisposeAsync();
    }

    static async Task<bool> AnswersAsync(HubListener listener)
    {
        if (listener.Closed.IsCompleted) return true;
        try
        {
            await listener.ResumeAsync(new Dictionary<long, long>());
            return true;
        }
        catch (Exception e) when (e is HubException or InvalidOperationException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    static Task TypeAsync(HubListener listener, long sessionId) => listener.Hub.InvokeAsync("typing", new { session_id = sessionId });

    static IEnumerable<JsonElement> Heard(HubListener listener, string signal) => listener.Signals.Where(heard => heard.Event == signal).Select(heard => heard.Argument);

    /// <summary>Whether the user was shown to come (<c>online</c>) or go (<c>offline</c>).</summary>
    static bool Shown(HubListener listener, string way, ChatUser user) =>
        Heard(listener, "presence").Any(news => news.GetProperty(way).EnumerateArray().Any(id => id.GetInt64() == user.Id));

    static async Task<IEnumerable<long>> OnlineAsync(HubListener listener, long sessionId) =>
        (await listener.Hub.InvokeAsync<JsonElement>("presence", new { session_id = sessionId })).GetProperty("online").EnumerateArray().Select(id => id.GetInt64()).Order();

    static Task ShowsAsync(HubListener listener, long sessionId, params ChatUser[] users) => Eventually.BecomesTrueAsync(
        async () => (await OnlineAsync(listener, sessionId)).SequenceEqual(users.Select(user => user.Id).Order()), $"these {users.Length} are online", 60);
}
