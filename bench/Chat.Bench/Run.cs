using Chat.Bench.Reporting;
using Chat.Bench.Scenarios;
using Chat.Bench.Seeding;
using Chat.Bench.Target;

namespace Chat.Bench;

/// <summary>From options to results.</summary>
static class Run
{
    /// <summary>
    /// Measures, as often as asked, and reports; false if a scenario failed. Not async: the thread that starts a system must stay
    /// (<see cref="ChatSystem.Start"/>).
    /// </summary>
    public static bool All(Options options, IReadOnlyList<Measured> beside, CancellationToken cancel)
    {
        var ok = true;
        Setting? setting = null;
        string file;
        using (var results = Results.In(Path.Combine(options.State, "results"), Setting.Commit()))
        {
            file = results.Path;
            foreach (var (round, instances) in Enumerable.Range(1, options.Repeat).SelectMany(round => options.Instances.Select(count => (round, count))))
            {
                if (options.Repeat > 1) Progress.Say($"Round {round} of {options.Repeat}");
                using var system = options.Attach is { } gateway
                    ? ChatSystem.Attach(gateway, options.AppHostPid)
                    : ChatSystem.Start(options.System, options.State, instances, cancel);
                (var passed, setting) = OnceAsync(options, instances, system, results, cancel).GetAwaiter().GetResult();
                ok &= passed;
            }
        }
        if (File.Exists(file) && Measured.Read([file]) is [var chat]) Report(options, file, chat, beside, setting!, ok);
        return ok;
    }

    static void Report(Options options, string file, Measured chat, IReadOnlyList<Measured> beside, Setting setting, bool ok)
    {
        var text = PerformancePage.Generate(chat, beside, setting);
        Console.WriteLine(text);
        Progress.Say($"Results: {file}");
        if (!options.IsComplete || !ok) return;
        PerformancePage.Write(text);
        Progress.Say($"Written to {PerformancePage.Path}");
    }

    static async Task<(bool Passed, Setting Setting)> OnceAsync(Options options, int instances, ChatSystem system, Results results, CancellationToken cancel)
    {
        await using var store = MessageStore.Of(system.Processes);
        var setting = await Setting.OfAsync(system.Processes, store, cancel);
        var seed = options.Attach is null
            ? await new Seeder(system.Gateway).RunAsync(options.NeedsHistory, cancel)
            : await new SeedFile(Path.Combine(options.State, "seed.json")).GetOrCreateAsync(system.Gateway, cancel);
        using var bench = new Workbench(system, seed, store, results) { Messages = options.Messages, Instances = instances };
        var (passed, isWarm) = (true, false);
        foreach (var scenario in options.Scenarios)
        {
            if (!scenario.IsCold && !isWarm) isWarm = await TryAsync(WarmUp.Scenario, bench, cancel);
            passed &= await TryAsync(scenario, bench, cancel);
        }
        return (passed, setting);
    }

    static async Task<bool> TryAsync(Scenario scenario, Workbench bench, CancellationToken cancel)
    {
        Progress.Say(scenario.Name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(scenario.Limit);
        try
        {
            await bench.System.SettleAsync(limit.Token);
            await scenario.RunAsync(bench, limit.Token);
            return true;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Progress.Say(e switch
            {
                OperationCanceledException => $"{scenario.Name} was given up after {scenario.Limit}.",
                IOException or HttpRequestException or BenchException => $"{scenario.Name} failed: {e.Message}",
                _ => $"{scenario.Name} failed: {e}",
            });
            return false;
        }
        finally
        {
            bench.Pool.Dispose();
        }
    }
}
