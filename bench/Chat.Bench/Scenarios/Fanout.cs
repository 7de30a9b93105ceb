using Chat.Bench.Seeding;

namespace Chat.Bench.Scenarios;

/// <summary>One large session.</summary>
static class Fanout
{
    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        var places = bench.AllIn(bench.Seed.Large, Seed.LargeMembers);
        await bench.Pool.OpenAsync(places, cancel);
        await FixedThenClimb.RunAsync(bench, "fanout", fixedRate: 20, firstRate: 4, bench.InTurn(Seed.LargeMembers), Seed.LargeMembers, places, cancel);
    }
}
