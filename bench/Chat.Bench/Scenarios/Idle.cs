using Chat.Bench.Seeding;
using Chat.Bench.Target;

namespace Chat.Bench.Scenarios;

/// <summary>What a connection costs that says nothing.</summary>
static class Idle
{
    const int Sessions = Seed.UserCount / Seed.SmallMembers;
    const int First = 50;
    const double IdleS = 5;

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        var servers = bench.System.Processes;
        var places = bench.InSmall(Sessions);
        // What the first connections load once is not charged to the others.
        await bench.Pool.OpenAsync(places[..First], cancel);
        bench.Pool.Dispose();
        await Task.Delay(TimeSpan.FromSeconds(2), cancel);

        var memoryBefore = MemoryUse.Now(servers);
        var before = Usage.Now(servers);
        await bench.Pool.OpenAsync(places, cancel);
        var opened = Usage.Now(servers);
        await Task.Delay(TimeSpan.FromSeconds(IdleS), cancel);
        var memory = MemoryUse.Now(servers);
        var idle = Usage.Now(servers).Since(opened);
        // Somebody in every tenth session speaks: the connections are alive.
        var alive = await bench.Steps.RunAsync(
            rate: 40, seconds: 1, k => bench.Pool.Clients[k * 10 * Seed.SmallMembers], Seed.SmallMembers, cancel);

        var line = bench.Results.Begin("idle");
        line["connections"] = places.Count;
        line["rss_kb_per_conn"] = (memory.Rss - memoryBefore.Rss) / places.Count;
        line["pss_kb_per_conn"] = (memory.Pss - memoryBefore.Pss) / places.Count;
        line["rss_mb_before"] = memoryBefore.Rss / 1024;
        line["rss_mb_after"] = memory.Rss / 1024;
        line["pss_mb_before"] = memoryBefore.Pss / 1024;
        line["pss_mb_after"] = memory.Pss / 1024;
        line["pss_mb_app_after"] = memory.PssOf[Part.App] / 1024;
        line["pss_mb_db_after"] = memory.PssOf[Part.Database] / 1024;
        line["pss_mb_bus_after"] = memory.PssOf[Part.Bus] / 1024;
        foreach (var (program, pss) in memory.PssByProgram)
            line[$"pss_mb_more_{program}"] = (pss - memoryBefore.PssByProgram.GetValueOrDefault(program)) / 1024;
        line["opens_per_s"] = places.Count / bench.Pool.OpenSeconds;
        line["cpu_ms_per_open"] = opened.Since(before).Server * 1000 / places.Count;
        line["cpu_idle_percent"] = idle.Server / IdleS * 100;
        line["cpu_orchestration_idle_percent"] = idle.Parts[Part.Orchestration] / IdleS * 100;
        line["closed"] = bench.Pool.Closed;
        line["still_answers"] = alive.Passed;
        bench.Results.Write(line);
    }
}
