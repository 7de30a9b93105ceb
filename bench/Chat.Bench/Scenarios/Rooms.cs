using Chat.Bench.Seeding;

namespace Chat.Bench.Scenarios;

/// <summary>Many small sessions that all talk.</summary>
static class Rooms
{
    public const int Sessions = 200;

    public static Task RunAsync(Workbench bench, CancellationToken cancel) => RunAsync(bench, "rooms", cancel);

    /// <param name="bench">The system.</param>
    /// <param name="name">What the results are called.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task RunAsync(Workbench bench, string name, CancellationToken cancel)
    {
        var places = bench.InSmall(Sessions);
        await bench.Pool.OpenAsync(places, cancel);
        await FixedThenClimb.RunAsync(bench, name, fixedRate: 200, firstRate: 100, bench.RoundSmall(Sessions), Seed.SmallMembers, places, cancel);
    }
}
