using System.Text.Json;

namespace Chat.Bench.Seeding;

/// <summary>Keeps the seed of a running system for the next time that the benchmark attaches to it.</summary>
sealed class SeedFile(string path)
{
    /// <summary>The kept seed if the system still knows it, else a new one.</summary>
    public async Task<Seed> GetOrCreateAsync(Uri gateway, CancellationToken cancel)
    {
        if (File.Exists(path) && JsonSerializer.Deserialize<Seed>(await File.ReadAllTextAsync(path, cancel)) is { } kept && await IsKnownAsync(kept, gateway, cancel))
            return kept;
        var seed = await new Seeder(gateway).RunAsync(cancel);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(seed), cancel);
        return seed;
    }

    static async Task<bool> IsKnownAsync(Seed seed, Uri gateway, CancellationToken cancel)
    {
        using var api = new GatewayApi(gateway);
        return (await api.GetAsync(seed.Users[^1], $"/api/sessions/{seed.Small[^1]}/", cancel)).Status == 200
            && await api.NewestAsync(seed.Users[0], seed.WithHistory, cancel) is { Seq: >= Seed.HistoryMessages };
    }
}
