using System.Net;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>The servers below go away and come back under a running system.</summary>
public sealed class OutageTests(ChatSystem chat)
{
    static readonly string[] Services = ["accounts", "sessions", "messages", "realtime", "gateway"];

    [Theory]
    [InlineData("postgres", "messages", "accounts sessions messages", "MessagesDbContext")]
    [InlineData("redis", "realtime", "accounts realtime gateway", "Redis")]
    [InlineData("rabbitmq", "messages", "", "rabbitmq")]
    public async Task The_system_says_so_recovers_by_itself_and_loses_nothing_acknowledged(string server, string service, string notReady, string check)
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync($"Outage of {server}", bob);
        await using var listener = await bob.ListenAsync();

        using var stop = new CancellationTokenSource();
        var acknowledged = new List<Guid>();
        var writing = WriteAsync(ada, session.Id, acknowledged, stop.Token);
        await Eventually.BecomesTrueAsync(() => acknowledged.Count > 5, "messages flow");

        await chat.StopAsync(server);
        using var health = chat.HttpOf(service);
        await Eventually.BecomesTrueAsync(
            async () => (await health.GetAsync("/health")).StatusCode is HttpStatusCode.ServiceUnavailable, $"{service} reports unhealthy", 60);

        Assert.Contains(
            (await Api.ReadHealthAsync(await health.GetAsync("/health"))).Where(answer => answer.Value == "Unhealthy"),
            answer => answer.Key.Contains(check, StringComparison.OrdinalIgnoreCase));
        // Not ready is who cannot serve; the others stay, and none is dead.
        foreach (var each in Services)
        {
            using var http = chat.HttpOf(each);
            await Eventually.BecomesTrueAsync(
                async () => (await http.GetAsync("/ready")).IsSuccessStatusCode != notReady.Split(' ').Contains(each), $"{each} says truly whether it can serve without {server}", 60);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive")).StatusCode);
        }

        await chat.StartAsync(server);
        await Eventually.BecomesTrueAsync(async () => (await health.GetAsync("/health")).IsSuccessStatusCode, $"{service} is healthy again", 90);
        var before = acknowledged.Count;
        await Eventually.BecomesTrueAsync(() => acknowledged.Count > before + 5, "messages flow again", 90);
        // Whoever comes next finds a whole system: each service has its own connections.
        foreach (var each in Services)
        {
            using var http = chat.HttpOf(each);
            await Eventually.BecomesTrueAsync(async () => (await http.GetAsync("/ready")).IsSuccessStatusCode, $"{each} is ready again", 90);
        }
        foreach (var path in (string[])["/api/auth/me", "/api/sessions/", $"/api/messages/?session_id={session.Id}"])
            await Eventually.BecomesTrueAsync(async () => (await ada.Http.GetAsync(path)).IsSuccessStatusCode, $"{path} is served again", 60);
        await stop.CancelAsync();
        await writing;

        var stored = await ada.ListAllAsync(session.Id);
        Assert.Equal(stored.Count, stored.Select(message => message.ClientId).Distinct().Count());
        Assert.Empty(acknowledged.Except(stored.Select(message => message.ClientId)));
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(i => (long)i), stored.Select(message => message.Seq));
        // The listener never reconnected: the server closed the gap for it.
        await Eventually.BecomesTrueAsync(() => listener.Messages(session.Id).Count >= stored.Count, "the listener has heard everything", 60);
        Assert.Equal(stored.Select(message => message.Seq), listener.Messages(session.Id).Select(message => message.Seq));
    }

    [Fact]
    public async Task Without_Redis_those_of_the_instance_that_a_message_came_in_by_get_it_live_all_the_same()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Without Redis");
        await using var hub = await ada.ListenAsync();
        await hub.SendAsync(session.Id, "with it");

        await chat.StopAsync("redis");
        try
        {
            await hub.SendAsync(session.Id, "without it");
            await Eventually.BecomesTrueAsync(() => hub.Messages(session.Id).Any(message => message.Content == "without it"), "who wrote it sees it in its session");
        }
        finally
        {
            await chat.StartAsync("redis");
        }
        foreach (var service in (string[])["accounts", "realtime", "gateway"])
        {
            using var http = chat.HttpOf(service);
            await Eventually.BecomesTrueAsync(async () => (await http.GetAsync("/ready")).IsSuccessStatusCode, $"{service} is ready again", 90);
        }
        Assert.Equal(["with it", "without it"], hub.Messages(session.Id).Select(message => message.Content));
    }

    /// <summary>One message after the other, each sent again with its client id until it is acknowledged.</summary>
    static async Task WriteAsync(ChatUser user, long sessionId, List<Guid> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var clientId = Guid.NewGuid();
            for (var done = false; !done;)
            {
                try
                {
                    await user.PostAsync(sessionId, "through the outage", clientId);
                    acknowledged.Add(clientId);
                    done = true;
                }
                catch (Exception e) when (e is HttpRequestException or Xunit.Sdk.XunitException or TaskCanceledException)
                {
                    if (stop.IsCancellationRequested) return;
                    await Task.Delay(100, CancellationToken.None);
                }
            }
        }
    }
}
