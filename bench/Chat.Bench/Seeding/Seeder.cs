using System.Diagnostics;

namespace Chat.Bench.Seeding;

/// <summary>Signs up the users and makes their sessions and messages, all through the public API.</summary>
sealed class Seeder(Uri gateway)
{
    const int AtOnce = 16;

    /// <param name="withHistory">Whether the session with a history gets its messages, which takes a while.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Seed> RunAsync(bool withHistory, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using var api = new GatewayApi(gateway);
        // Names of its own for each seed: a running system may have had one before.
        var prefix = Guid.NewGuid().ToString("N")[..6];
        var users = new Seed.User[Seed.UserCount];
        await EachAsync(users.Length, async i => users[i] = await api.RegisterAsync($"{prefix}-u{i:0000}", cancel));
        var registered = watch.Elapsed;

        var small = new long[Seed.SmallCount];
        await EachAsync(small.Length, async k => small[k] = await SessionAsync($"room {k:000}", k * Seed.SmallMembers, Seed.SmallMembers));
        var seed = new Seed(
            users,
            small,
            await SessionAsync("middle", 0, Seed.MiddleMembers),
            await SessionAsync("large", 0, Seed.LargeMembers),
            await SessionAsync("history", 0, Seed.HistoryMembers));
        var made = watch.Elapsed;

        if (withHistory) await new HistoryWriter(gateway, seed).RunAsync(cancel);
        Progress.Say(
            $"seeded {users.Length} users in {registered.TotalSeconds:0.0} s, {small.Length + 3} sessions in {(made - registered).TotalSeconds:0.0} s, "
            + $"{(withHistory ? Seed.HistoryMessages : 0)} messages in {(watch.Elapsed - made).TotalSeconds:0.0} s");
        return seed;

        Task<long> SessionAsync(string name, int first, int count) =>
            api.CreateSessionAsync(users[first], $"{prefix} {name}", users[(first + 1)..(first + count)], cancel);

        Task EachAsync(int count, Func<int, Task> act) => Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (i, _) => await act(i));
    }
}
