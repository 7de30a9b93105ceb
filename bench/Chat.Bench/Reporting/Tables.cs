using System.Globalization;
using System.Text;

namespace Chat.Bench.Reporting;

/// <summary>Results as Markdown: a row for each figure, a column for each server, Chat's first.</summary>
sealed class Tables(Measured chat, IReadOnlyList<Measured> others)
{
    const string Missing = "-";

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, Metric.Summary);
        foreach (var (scenario, rows) in Metric.Details.Where(table => chat.Runs(table.Scenario) > 0))
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"### {scenario}").AppendLine();
            Append(text, rows);
        }
        return text.ToString();
    }

    void Append(StringBuilder text, IReadOnlyList<Metric> rows)
    {
        // A column without a single figure says nothing.
        var columns = others.Where(other => rows.Any(row => Value(other, row) != Missing)).ToList();
        text.AppendLine(Row("", ["Chat", .. columns.Select(Title)]));
        text.AppendLine(Row("---", Enumerable.Repeat("---", columns.Count + 1)));
        foreach (var row in rows.Where(row => Value(chat, row) != Missing))
            text.AppendLine(Row(row.Label, [Value(chat, row), .. columns.Select(other => Value(other, row) + Ratio(other, row))]));
    }

    /// <summary>The server; its variant, too, where there are several.</summary>
    string Title(Measured other) => other.Server == chat.Server || others.Count(one => one.Server == other.Server) > 1
        ? $"{other.Server} ({other.Variant})"
        : other.Server;

    static string Value(Measured server, Metric row) => server.IsTrue(row.Scenario, row.Field) is { } answer
        ? answer ? "yes" : "no"
        : server.Number(row.Scenario, row.Field) is { } number ? Format(number) : Missing;

    string Ratio(Measured other, Metric row) =>
        row.IsComparable && chat.Number(row.Scenario, row.Field) is { } ours && other.Number(row.Scenario, row.Field) is { } theirs and not 0
            ? $" ({Format(ours / theirs)})"
            : "";

    static string Format(double number) => number.ToString(
        Math.Abs(number) >= 100 ? "#,0" : Math.Abs(number) >= 10 ? "0.0" : "0.##", CultureInfo.InvariantCulture);

    static string Row(string first, IEnumerable<string> cells) => $"| {first} | {string.Join(" | ", cells)} |";
}
