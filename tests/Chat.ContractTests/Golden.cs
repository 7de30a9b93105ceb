using System.Text.Json.Nodes;

namespace Chat.ContractTests;

/// <summary>
/// An event as one version of the contracts wrote it, <c>Events/Name.N.json</c>. Files are added, never changed or deleted: instances
/// of that version may still run, and what they wrote may still wait in queues.
/// </summary>
public sealed record Golden(string Event, int Version, JsonObject Envelope)
{
    public string Type => Envelope["messageType"]![0]!.GetValue<string>();

    public JsonObject Message => Envelope["message"]!.AsObject();

    public static IReadOnlyList<Golden> All { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Events"), "*.json")
           let parts = Path.GetFileName(file).Split('.')
           let version = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)
           orderby parts[0], version
           select new Golden(parts[0], version, JsonNode.Parse(File.ReadAllText(file))!.AsObject()),
    ];

    public static IEnumerable<Golden> Newest => All.GroupBy(golden => golden.Event).Select(versions => versions.Last());

    public override string ToString() => $"{Event}.{Version}";
}
