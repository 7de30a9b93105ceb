using System.Collections.Concurrent;
using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>Instances that are asked to stop hand over what they have, and nobody's message waits for it longer than a new try takes.</summary>
public sealed class RollingRestartTests(ChatSystem chat)
{
    static readonly string[] Services = ["realtime", "messages", "sessions", "accounts", "gateway"];

    [Fact]
    public async Task Every_instance_of_every_service_restarts_in_turn_under_load_and_nothing_is_lost_or_missed()
    {
        // Enough for each to be under way from the signal to the end of the process.
        const int MessagesEach = 900;
        const int Crowd = 60;
        var instances = new List<(string Service, Instance Instance)>();
        foreach (var service in Services) instances.AddRange((await chat.InstancesAsync(service)).Select(instance => (service, instance)));
        var messages = instances.Count * MessagesEach;
        await using var traffic = await Traffic.StartAsync(chat, Settings.Seed, messages);
        await using var bystanders = await Bystanders.ConnectAsync(await chat.NewUserAsync("bystander"), Crowd);
        var allowed = 0;
        foreach (var (service, instance) in instances)
        {
            var before = (traffic.Acknowledged, traffic.RestFailures, traffic.HubFailures);
            var since = DateTime.UtcNow;
            traffic.Allow(allowed += MessagesEach);
            await Eventually.BecomesTrueAsync(() => traffic.Acknowledged > before.Acknowledged, "messages flow", 60);
            await instance.StopAsync();
            var whileStopping = traffic.Acknowledged - before.Acknowledged;
            await instance.StartAsync();
            await Eventually.BecomesTrueAsync(() => bystanders.AreConnected, "everybody is connected again", 60);
            var reconnects = bystanders.Since(since);
            var inOneSecond = Bystanders.MostInOneSecond(reconnects);
            Console.WriteLine(
                $"restarted {instance}: {whileStopping} messages while it stopped; sent again {traffic.RestFailures - before.RestFailures} over REST, "
                + $"{traffic.HubFailures - before.HubFailures} over the hub; {reconnects.Count} of {Crowd} reconnected, {inOneSecond} in one second");
            // There is another one, so a request need not even be repeated.
            if (service is "realtime" or "messages") Assert.Equal(before.RestFailures, traffic.RestFailures);
            // Services that hold no sockets send nobody away, and the others nobody twice. (How they are spread over time the next test looks at, at
            // rest: here clients and services fight for the machine.)
            Assert.InRange(reconnects.Count, 0, service is "realtime" or "gateway" ? Crowd : 0);
        }
        await Eventually.BecomesTrueAsync(() => traffic.Acknowledged >= messages || traffic.Writing.IsFaulted, "all messages are acknowledged", 120);
        await traffic.Writing;
        Console.WriteLine($"the longest of {messages} sends took {traffic.LongestSend.TotalSeconds:0.0} s");
        Assert.Equal(0, traffic.FailedSends);
        await traffic.CheckAsync();
    }

    [Fact]
    public async Task A_stopping_instance_sends_its_clients_away_one_after_the_other()
    {
        const int Clients = 60;
        var ada = await chat.NewUserAsync("ada");
        var closed = new ConcurrentQueue<(DateTime At, string? Reason)>();
        var hubs = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            var hub = await ada.ListenAsync();
            hub.Hub.Closed += reason =>
            {
                closed.Enqueue((DateTime.UtcNow, reason?.Message));
                return Task.CompletedTask;
            };
            return hub;
        }));

        var instance = (await chat.InstancesAsync("realtime"))[0];
        await instance.StopAsync();
        var times = closed.Select(close => close.At).Order().ToList();
        Assert.InRange(times.Count, Clients / 4, Clients - 1);
        Assert.All(closed, close => Assert.Contains("restart", close.Reason, StringComparison.Ordinal));
        // Within a few seconds, and at no time many at once.
        var inOneSecond = Bystanders.MostInOneSecond(times);
        Assert.True(inOneSecond <= times.Count * 2 / 3, $"{inOneSecond} of {times.Count} were sent away within one second.");
        await instance.StartAsync();
        foreach (var hub in hubs) await hub.DisposeAsync();
    }
}
