using System.Diagnostics;
using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>Kills one process after the other while messages are sent, and then looks at what became of them.</summary>
static class FaultRun
{
    const double Patience = 180;

    /// <param name="chat">The system.</param>
    /// <param name="victims">What is killed, in this order; each is healthy again before the next.</param>
    /// <param name="seed">Decides everything but the timing; said in every failure.</param>
    /// <param name="messages">How many are sent in all, spread over the kills.</param>
    /// <param name="say">Hears of each kill.</param>
    public static async Task RunAsync(ChatSystem chat, IReadOnlyList<Instance> victims, int seed, int messages, Action<string> say)
    {
        var random = new Random(seed);
        var share = messages / victims.Count;
        await using var traffic = await Traffic.StartAsync(chat, seed, messages);
        for (var i = 0; i < victims.Count; i++)
        {
            traffic.Allow(i == victims.Count - 1 ? messages : share * (i + 1));
            var killAt = (share * i) + random.Next(share / 2);
            await ReachesAsync(traffic, killAt, seed, i == 0 ? "the start" : $"the kill of {victims[i - 1]}");
            var before = traffic.Acknowledged;
            var clock = Stopwatch.StartNew();
            await victims[i].KillAsync();
            await victims[i].StartAsync();
            say($"killed {victims[i]} after message {before}, healthy after {clock.Elapsed.TotalSeconds:0.0} s, {traffic.Acknowledged - before} messages in the meantime");
        }
        await ReachesAsync(traffic, messages, seed, $"the kill of {victims[^1]}");
        await traffic.Writing;
        await traffic.CheckAsync();
    }

    static async Task ReachesAsync(Traffic traffic, int messages, int seed, string after)
    {
        try
        {
            await Eventually.BecomesTrueAsync(() => traffic.Acknowledged >= messages || traffic.Writing.IsFaulted, $"message {messages} is acknowledged", Patience);
            if (traffic.Writing.IsFaulted) await traffic.Writing;
        }
        catch (Exception e)
        {
            Assert.Fail($"Seed {seed}: after {after}, at message {traffic.Acknowledged}: {e.Message}");
        }
    }
}
