using System.Collections.Concurrent;

namespace Chat.Bench.Wire;

/// <summary>Keeps connections alive: a hub drops whoever says nothing for 30 seconds.</summary>
static class Heartbeat
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(12);
    static readonly ConcurrentDictionary<HubClient, bool> Clients = [];
    static readonly Timer Timer = new(_ => BeatAll(), null, Interval, Interval);

    public static void Add(HubClient client)
    {
        Clients[client] = true;
        GC.KeepAlive(Timer);
    }

    public static void Remove(HubClient client) => Clients.TryRemove(client, out _);

    static void BeatAll()
    {
        foreach (var (client, _) in Clients) client.Beat();
    }
}
