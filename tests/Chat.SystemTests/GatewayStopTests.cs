using System.Collections.Concurrent;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>A gateway that is asked to stop sends its clients to others.</summary>
public sealed class GatewayStopTests(ChatSystem chat)
{
    const int Hubs = 20;

    [Fact]
    public async Task Every_client_of_a_stopping_gateway_is_told_to_connect_again_and_those_of_others_stay()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Moving");
        await using var stays = await ada.ListenAsync();
        await using var gateway = await (await OneMore.StartAsync(chat, "gateway", [])).IsReadyAsync();
        var through = await chat.SignInAsync(ada, gateway.Address);
        using var socket = await through.OpenSocketAsync(session.Id);
        var closed = new ConcurrentQueue<(DateTime At, string? Reason)>();
        var hubs = await Task.WhenAll(Enumerable.Range(0, Hubs).Select(async _ =>
        {
            var hub = await through.ListenAsync();
            hub.Hub.Closed += reason =>
            {
                closed.Enqueue((DateTime.UtcNow, reason?.Message));
                return Task.CompletedTask;
            };
            return hub;
        }));

        var stopping = gateway.StopAsync();
        Assert.Equal(1012, await socket.CloseCodeAsync());
        await stopping;
        await Eventually.BecomesTrueAsync(() => closed.Count == Hubs, "all hub clients are sent away");
        Assert.All(closed, close => Assert.Contains("restart", close.Reason, StringComparison.Ordinal));
        // One after the other.
        var inOneSecond = closed.Max(from => closed.Count(close => close.At >= from.At && close.At < from.At.AddSeconds(1)));
        Assert.InRange(inOneSecond, 1, Hubs * 4 / 5);
        Assert.False(stays.Closed.IsCompleted);
        foreach (var hub in hubs) await hub.DisposeAsync();
    }
}
