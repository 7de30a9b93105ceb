using Chat.Bench.Measuring;
using Chat.Bench.Reporting;
using Chat.Bench.Seeding;
using Chat.Bench.Target;
using Chat.Bench.Wire;

namespace Chat.Bench.Scenarios;

/// <summary>What scenarios work with: a system, the seed in it, clients, steps, results.</summary>
sealed class Workbench(ChatSystem system, Seed seed, MessageStore store, Results results) : IDisposable
{
    public ChatSystem System => system;
    public Seed Seed => seed;
    public MessageStore Store => store;
    public Results Results => results;

    /// <summary>How many messages are written to be searched.</summary>
    public required int Messages { get; init; }

    /// <summary>How many instances of Realtime and Messages run; 0: as many as the AppHost starts by itself.</summary>
    public required int Instances { get; init; }
    public Durability Durability { get; } = new();
    public ClientPool Pool { get; } = new(system.Gateway);
    public StepRunner Steps => field ??= new StepRunner(Pool, system.Processes, store, Durability);

    public void Dispose() => Pool.Dispose();

    /// <summary>One client for each member of one session.</summary>
    public List<Place> AllIn(long session, int members) =>
        [.. Enumerable.Range(0, members).Select(i => new Place(seed.Users[i].Cookie, i, Room: 0, Member: i, session))];

    /// <summary>One client for each member of the first small sessions.</summary>
    public List<Place> InSmall(int sessions) => [.. Enumerable.Range(0, sessions * Seed.SmallMembers).Select(i =>
        new Place(seed.Users[i].Cookie, i, i / Seed.SmallMembers, i % Seed.SmallMembers, seed.Small[i / Seed.SmallMembers]))];

    /// <summary>Spreads the senders of one session evenly over its members, never two neighbours in a row.</summary>
    public Func<int, HubClient> InTurn(int members) => k => Pool.Clients[k * 7 % members];

    /// <summary>Goes round the sessions, and with each round to the next member of each.</summary>
    public Func<int, HubClient> RoundSmall(int sessions) => k =>
        Pool.Clients[k % sessions * Seed.SmallMembers + k / sessions % Seed.SmallMembers];
}
