using Chat.Bench.Target;

namespace Chat.Bench.Scenarios;

/// <summary>What another instance of Realtime and of Messages costs: at rest, under the same load, and at the best rate. One machine carries all of them.</summary>
static class Scale
{
    public const string Name = "scale";
    const double RestS = 10;

    /// <summary>How many instances of both run, one count after the other, each on a fresh system.</summary>
    public static readonly IReadOnlyList<int> Counts = [1, 2, 4];

    static readonly (string Program, string Field)[] Programs = [("Chat.Realtime", "realtime"), ("Chat.Messages", "messages")];

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        await RestAsync(bench, cancel);
        // As many instances as there are keep the promises, too.
        await Check.RunAsync(bench, cancel);
        await WarmUp.Scenario.RunAsync(bench, cancel);
        await bench.System.SettleAsync(cancel);
        await Rooms.RunAsync(bench, NameOf(bench.Instances), cancel);
    }

    public static string NameOf(int instances) => $"{Name}-{instances}";

    /// <summary>Nobody is connected.</summary>
    static async Task RestAsync(Workbench bench, CancellationToken cancel)
    {
        var servers = bench.System.Processes;
        var before = Usage.Now(servers);
        await Task.Delay(TimeSpan.FromSeconds(RestS), cancel);
        var used = Usage.Now(servers).Since(before);
        var memory = MemoryUse.Now(servers);

        var line = bench.Results.Begin($"{NameOf(bench.Instances)}-rest");
        line["instances"] = bench.Instances;
        foreach (var (program, field) in Programs)
        {
            var running = servers.Now().Count(one => ServerProcesses.NameOf(one.Process) == program);
            if (running != bench.Instances) throw new BenchException($"{running} instances of {program} run, not {bench.Instances}.");
            line[$"pss_mb_of_a_{field}"] = memory.PssByProgram[program] / running / 1024;
            line[$"cpu_percent_of_a_{field}"] = used.Programs[program] / running / RestS * 100;
        }
        line["pss_mb_database"] = memory.PssOf[Part.Database] / 1024;
        line["pss_mb_bus"] = memory.PssOf[Part.Bus] / 1024;
        line["cpu_percent_of_all"] = used.Server / RestS * 100;
        line.AddCpu(used, RestS);
        bench.Results.Write(line);
    }
}
