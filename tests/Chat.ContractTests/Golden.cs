using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Chat.ContractTests;

/// <summary>
/// An event as one version of the contracts wrote it, <c>Events/Name.N.json</c>. Files are added, never changed or deleted: instances
/// of that version may still run, and what they wrote may still wait in queues. <c>Events/SHA256SUMS</c> has the hash of each.
/// </summary>
public sealed record Golden(string Event, int Version, JsonObject Envelope)
{
    /// <summary>What the files were when they were added, by name.</summary>
    public static IReadOnlyDictionary<string, string> Sums { get; } =
        File.ReadAllLines(Path.Combine(Folder, "SHA256SUMS")).Select(line => line.Split("  ")).ToDictionary(parts => parts[1], parts => parts[0]);

    /// <summary>What the files are, by name.</summary>
    public static IReadOnlyDictionary<string, string> Hashes { get; } = Directory.EnumerateFiles(Folder, "*.json")
        .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));

    public string Type => Envelope["messageType"]![0]!.GetValue<string>();

    public JsonObject Message => Envelope["message"]!.AsObject();

    public static IReadOnlyList<Golden> All { get; } =
    [
        .. from file in Directory.EnumerateFiles(Folder, "*.json")
           let parts = Path.GetFileName(file).Split('.')
           let version = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)
           orderby parts[0], version
           select new Golden(parts[0], version, JsonNode.Parse(File.ReadAllText(file))!.AsObject()),
    ];

    public static IEnumerable<Golden> Newest => All.GroupBy(golden => golden.Event).Select(versions => versions.Last());

    static string Folder => Path.Combine(AppContext.BaseDirectory, "Events");

    public override string ToString() => $"{Event}.{Version}";
}
