using Chat.Bench.Measuring;
using Chat.Bench.Wire;

namespace Chat.Bench.Scenarios;

/// <summary>5 s at a fixed rate, where costs can be compared between servers; then up to the highest rate that is kept up with.</summary>
static class FixedThenClimb
{
    const double FixedS = 5;

    public static async Task RunAsync(
        Workbench bench,
        string name,
        double fixedRate,
        double firstRate,
        Func<int, HubClient> senderOf,
        int members,
        IReadOnlyList<Place> places,
        CancellationToken cancel)
    {
        var step = await bench.Steps.RunAsync(fixedRate, FixedS, senderOf, members, cancel);
        bench.Results.Write(bench.Results.Begin($"{name}-fixed").Add(step));

        var result = await new Climb(bench.Steps, bench.Pool, senderOf, members, places).RunAsync(firstRate, cancel);
        var line = bench.Results.Begin(name);
        line["steps"] = result.Steps;
        line["limit"] = result.EndedBy;
        if (result.Best is null) line["failed"] = "no rate passed";
        else line.Add(result.Best);
        bench.Results.Write(line);
    }
}
