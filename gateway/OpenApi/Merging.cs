using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Gateway.OpenApi;

/// <summary>Makes one OpenAPI document of several. What two describe, like the form of a problem, they describe alike; the first is taken.</summary>
static class Merging
{
    static readonly string Introduction = ReadIntroduction();

    public static byte[] Merge(IReadOnlyList<JsonObject> parts)
    {
        var paths = new JsonObject();
        var components = new JsonObject();
        foreach (var part in parts)
        {
            AddNew(paths, part["paths"]);
            foreach (var (kind, group) in part["components"]?.AsObject() ?? [])
            {
                if (components[kind] is null) components[kind] = new JsonObject();
                AddNew(components[kind]!.AsObject(), group);
            }
        }
        var document = new JsonObject
        {
            ["openapi"] = parts[0]["openapi"]!.DeepClone(),
            ["info"] = new JsonObject { ["title"] = "Chat", ["version"] = "1", ["description"] = Introduction },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = new JsonObject(
                paths.OrderBy(path => path.Key, StringComparer.Ordinal).Select(path => KeyValuePair.Create(path.Key, path.Value?.DeepClone()))),
            ["components"] = components,
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, JsonDefaults.Options);
    }

    static void AddNew(JsonObject target, JsonNode? source)
    {
        foreach (var (name, value) in source?.AsObject() ?? [])
            target.TryAdd(name, value?.DeepClone());
    }

    static string ReadIntroduction()
    {
        using var stream = typeof(Merging).Assembly.GetManifestResourceStream("Introduction.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
