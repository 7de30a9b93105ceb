using Chat.Bench.Seeding;

namespace Chat.Bench.Scenarios;

/// <summary>How long it takes from a send to the receipt at each other member.</summary>
static class Latency
{
    const double Rate = 20;

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        await bench.Pool.OpenAsync(bench.AllIn(bench.Seed.Middle, Seed.MiddleMembers), cancel);
        var senders = bench.InTurn(Seed.MiddleMembers);
        await bench.Steps.RunAsync(Rate, seconds: 3, senders, Seed.MiddleMembers, cancel); // warm-up
        var step = await bench.Steps.RunAsync(Rate, seconds: 15, senders, Seed.MiddleMembers, cancel);
        bench.Results.Write(bench.Results.Begin("latency").Add(step));
    }
}
