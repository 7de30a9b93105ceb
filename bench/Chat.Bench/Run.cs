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
    public static bool All(Options options, CancellationToken cancel)
    {
        using var results = Results.In(Path.Combine(options.State, "results"), "dev");
        var ok = true;
        for (var round = 1; round <= options.Repeat; round++)
        {
            if (options.Repeat > 1) Progress.Say($"Round {round} of {options.Repeat}");
            using var system = options.Attach is { } gateway
                ? ChatSystem.Attach(gateway, options.AppHostPid)
                : ChatSystem.Start(options.System, options.Dashboard, options.State, cancel);
            ok &= OnceAsync(options, system, results, cancel).GetAwaiter().GetResult();
        }
        return ok;
    }

    static async Task<bool> OnceAsync(Options options, ChatSystem system, Results results, CancellationToken cancel)
    {
        await using var store = MessageStore.Of(system.Processes);
        var seed = options.Attach is null
            ? await new Seeder(system.Gateway).RunAsync(cancel)
            : await new SeedFile(Path.Combine(options.State, "seed.json")).GetOrCreateAsync(system.Gateway, cancel);
        using var bench = new Workbench(system, seed, store, results);
        var ok = true;
        foreach (var scenario in options.Scenarios) ok &= await TryAsync(scenario, bench, cancel);
        return ok;
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
            Progress.Say(e is OperationCanceledException ? $"{scenario.Name} was given up after {scenario.Limit}." : $"{scenario.Name} failed: {e}");
            return false;
        }
        finally
        {
            bench.Pool.Dispose();
        }
    }
}
