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
        const int Messages = 3000;
        await using var traffic = await Traffic.StartAsync(chat, Settings.Seed, Messages);
        // Enough to be under way all the time; the rest goes when all are back.
        traffic.Allow(Messages - 300);
        foreach (var service in Services)
        {
            foreach (var instance in await chat.InstancesAsync(service))
            {
                var before = (traffic.Acknowledged, traffic.RestFailures);
                await instance.StopAsync();
                await instance.StartAsync();
                Console.WriteLine($"restarted {instance}: {traffic.Acknowledged - before.Acknowledged} messages in the meantime, {traffic.RestFailures - before.RestFailures} failed requests");
                // There is another one, so a request need not even be repeated.
                if (service is "realtime" or "messages") Assert.Equal(before.RestFailures, traffic.RestFailures);
            }
        }
        traffic.Allow(Messages);
        await Eventually.BecomesTrueAsync(() => traffic.Acknowledged >= Messages || traffic.Writing.IsFaulted, "all messages are acknowledged", 120);
        await traffic.Writing;
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
        var inOneSecond = times.Max(from => times.Count(at => at >= from && at < from.AddSeconds(1)));
        Assert.True(inOneSecond <= times.Count * 2 / 3, $"{inOneSecond} of {times.Count} were sent away within one second.");
        await instance.StartAsync();
        foreach (var hub in hubs) await hub.DisposeAsync();
    }
}
