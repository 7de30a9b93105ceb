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
        var seed = await new Seeder(gateway).RunAsync(withHistory: true, cancel);
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(seed), cancel);
        return seed;
    }

    static async Task<bool> IsKnownAsync(Seed seed, Uri gateway, CancellationToken cancel)
    {
        using var api = new GatewayApi(gateway);
        var (mine, _) = await api.GetAsync(seed.Users[^1].Cookie, $"/api/sessions/{seed.Small[^1]}/", cancel);
        var (history, last) = await api.GetAsync(
            seed.Users[0].Cookie, $"/api/messages/?session_id={seed.WithHistory}&after_seq={Seed.HistoryMessages - 1}&limit=1", cancel);
        return mine == 200 && history == 200 && last != "[]";
    }
}
