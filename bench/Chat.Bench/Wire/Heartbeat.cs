using System.Collections.Concurrent;

namespace Chat.Bench.Wire;

/// <summary>
/// Keeps connections alive: a hub drops whoever says nothing for 30 seconds. Each beats in its own time, as clients do that came one
/// after the other.
/// </summary>
static class Heartbeat
{
    const long IntervalMs = 12_000;
    const int TickMs = 50;

    static readonly ConcurrentDictionary<HubClient, long> Due = [];
    static readonly Timer Timer = new(_ => BeatDue(), null, TickMs, TickMs);

    public static void Add(HubClient client)
    {
        Due[client] = Environment.TickCount64 + IntervalMs;
        GC.KeepAlive(Timer);
    }

    public static void Remove(HubClient client) => Due.TryRemove(client, out _);

    static void BeatDue()
    {
        var now = Environment.TickCount64;
        foreach (var (client, due) in Due)
        {
            if (due <= now && Due.TryUpdate(client, due + IntervalMs, due)) client.Beat();
        }
    }
}
