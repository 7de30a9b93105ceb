namespace Chat.Bench.Scenarios;

/// <summary>A thing to measure.</summary>
/// <param name="Name">As the command line and the results call it.</param>
/// <param name="Summary">What happens, in a few words.</param>
/// <param name="Limit">It is given up after this long.</param>
/// <param name="RunAsync">Does it and writes the results.</param>
/// <param name="IsCold">It comes before the warm-up.</param>
/// <param name="IsExtra">It runs only when it is asked for by name.</param>
sealed record Scenario(
    string Name, string Summary, TimeSpan Limit, Func<Workbench, CancellationToken, Task> RunAsync, bool IsCold = false, bool IsExtra = false)
{
    /// <summary>
    /// In the order in which they run. Memory is compared before heavy load has grown any heap; durability sums up what ran before it.
    /// </summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("check", "not a measurement: strangers are kept out, everybody gets each message once, what is acknowledged is stored", Minutes(1), Check.RunAsync, IsCold: true),
        new("idle", "2,000 connections that say nothing: memory, how fast they open", Minutes(2), Idle.RunAsync, IsCold: true),
        new("history", "8 clients read the newest 50 of 100,000 messages, over and over, for 8 s", Minutes(1), History.RunAsync),
        new("latency", "a session of 50, 20 messages a second for 15 s", Minutes(1), Latency.RunAsync),
        new("rooms", "200 sessions of 5 that all talk: 200 messages a second for 5 s, then more and more", Minutes(2), Rooms.RunAsync),
        new("fanout", "a session of 500: 20 messages a second for 5 s, then more and more", Minutes(2), Fanout.RunAsync),
        new("storm", "1,000 clients are cut off and all come back at once, while others go on talking", Minutes(2), Storm.RunAsync),
        new("durability", "over all steps of the others: what was acknowledged, what is stored", Minutes(1), DurabilitySum.RunAsync),
        new("search", "1,000,000 messages (or --messages) are made ready for searching and searched, and the plans are shown; only when named", Minutes(45), Search.RunAsync, IsCold: true, IsExtra: true),
        new(Scale.Name, "1, 2 and 4 instances of Realtime and Messages (or --instances), each on a fresh system: what one costs, what they carry; only when named, and alone",
            Minutes(4), Scale.RunAsync, IsCold: true, IsExtra: true),
    ];

    /// <summary>What runs when nothing is named.</summary>
    public static IReadOnlyList<Scenario> Usual { get; } = [.. All.Where(scenario => !scenario.IsExtra)];

    static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);
}
