using Chat.Bench.Seeding;

namespace Chat.Bench.Scenarios;

/// <summary>
/// Ordinary traffic for a while, not measured. .NET compiles what is used often a second time while it runs; a system that serves people has that
/// behind it. <c>check</c> and <c>idle</c> come before it.
/// </summary>
static class WarmUp
{
    const double Rate = 200;
    const double Seconds = 20;

    public static readonly Scenario Scenario = new("warm-up", "ordinary traffic, not measured", TimeSpan.FromMinutes(2), RunAsync);

    static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        await bench.Pool.OpenAsync(bench.InSmall(Rooms.Sessions), cancel);
        await bench.Steps.RunAsync(Rate, Seconds, bench.RoundSmall(Rooms.Sessions), Seed.SmallMembers, cancel);
    }
}
