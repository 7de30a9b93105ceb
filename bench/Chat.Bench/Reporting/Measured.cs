using System.Text.Json;

namespace Chat.Bench.Reporting;

/// <summary>All results of one server in one state: what a column shows.</summary>
/// <param name="Server">Which server.</param>
/// <param name="Variant">Which state or setting of it.</param>
/// <param name="Lines">Result lines, any scenarios, any number of runs.</param>
sealed record Measured(string Server, string Variant, IReadOnlyList<JsonElement> Lines)
{
    /// <exception cref="BenchException">When a file does not hold results.</exception>
    public static List<Measured> Read(IEnumerable<string> files) =>
        [.. files.SelectMany(LinesOf).GroupBy(line => (Text(line, "server"), Text(line, "variant"))).Select(group => new Measured(group.Key.Item1, group.Key.Item2, [.. group]))];

    /// <summary>How often a scenario was run.</summary>
    public int Runs(string scenario) => Of(scenario).Count();

    /// <summary>The median of a number over all runs, or the sum where runs add up; null if it was not measured.</summary>
    public double? Number(string scenario, string field)
    {
        double[] values = [.. Values(scenario, field).Where(value => value.ValueKind is JsonValueKind.Number).Select(value => value.GetDouble()).Order()];
        if (values.Length == 0) return null;
        return scenario == "durability" ? values.Sum() : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    /// <summary>Whether it was true in every run; null if it was not measured.</summary>
    public bool? IsTrue(string scenario, string field)
    {
        var values = Values(scenario, field).Where(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False).ToList();
        return values.Count == 0 ? null : values.TrueForAll(value => value.ValueKind is JsonValueKind.True);
    }

    IEnumerable<JsonElement> Of(string scenario) => Lines.Where(line => Text(line, "scenario") == scenario);

    IEnumerable<JsonElement> Values(string scenario, string field) =>
        Of(scenario).Select(line => line.TryGetProperty(field, out var value) ? value : default);

    static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    static IEnumerable<JsonElement> LinesOf(string file)
    {
        try
        {
            var lines = File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonElement.Parse(line)).ToList();
            return lines.TrueForAll(line => line.TryGetProperty("server", out _) && line.TryGetProperty("variant", out _) && line.TryGetProperty("scenario", out _))
                ? lines
                : throw new BenchException($"{file} does not hold results: its lines must name server, variant and scenario.");
        }
        catch (JsonException)
        {
            throw new BenchException($"{file} does not hold results: its lines must be JSON.");
        }
    }
}
