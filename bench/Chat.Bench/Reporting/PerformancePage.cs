using System.Globalization;

namespace Chat.Bench.Reporting;

/// <summary>docs/performance.md: the generated part lies between two marks; what is written around it stays.</summary>
static class PerformancePage
{
    const string Begin = "<!-- bench:begin -->";
    const string End = "<!-- bench:end -->";

    /// <summary>In cores.</summary>
    const double Disturbance = 0.1;

    public static string Path => System.IO.Path.Combine("docs", "performance.md");

    /// <exception cref="BenchException">When the page has lost its marks.</exception>
    public static void Write(string generated)
    {
        var page = File.Exists(Path)
            ? File.ReadAllText(Path)
            : $"# Performance\n\nMeasured by `./chat bench`; what and how: [bench/README.md](../bench/README.md).\n\n{Begin}\n{End}\n";
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin) throw new BenchException($"{Path} has no {Begin} followed by {End}: put them where the tables belong.");
        File.WriteAllText(Path, $"{page[..(begin + Begin.Length)]}\n{generated}{page[end..]}");
    }

    public static string Generate(Measured chat, IReadOnlyList<Measured> others, Setting setting)
    {
        var runs = chat.Lines.GroupBy(line => line.GetProperty("scenario").GetString()).Max(group => group.Count());
        var disturbed = chat.Lines.Count(line => line.TryGetProperty("other_cores", out var cores) && cores.GetDouble() > Disturbance);
        var probes = chat.Lines.Select(line => line.GetProperty("probe_ms").GetDouble()).Order().ToList();
        var beside = others.Count == 0
            ? ""
            : "\nOther servers were measured by a generator of the same definitions. In brackets: Chat's figure divided by theirs.\n";
        return $"""
            ## Figures

            Commit {chat.Variant}, {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}. {setting.Machine}. {setting.Versions}. The whole system
            of `./chat up` and the load generator share the machine. {(runs == 1 ? "One run." : $"Medians of {runs} runs, each on a freshly started and seeded system.")}
            Windows in which anything else used more than {Disturbance.ToString(CultureInfo.InvariantCulture)} cores: {disturbed}. A fixed piece of
            arithmetic took {probes[0]:0} to {probes[^1]:0} ms: the machine's speed, to be compared before figures of different days are.
            {beside}
            {new Tables(chat, others)}
            """;
    }
}
