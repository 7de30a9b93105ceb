using Chat.Bench.Seeding;

namespace Chat.Bench.Scenarios;

/// <summary>Many small sessions that all talk.</summary>
static class Rooms
{
    public const int Sessions = 200;

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        var places = bench.InSmall(Sessions);
        await bench.Pool.OpenAsync(places, cancel);
        await FixedThenClimb.RunAsync(bench, "rooms", fixedRate: 200, firstRate: 100, bench.RoundSmall(Sessions), Seed.SmallMembers, places, cancel);
    }
}
