using System.Text.Json;

namespace Chat.Testing;

/// <summary>
/// Checks JSON against the part of JSON Schema that the API's description uses, and more strictly: an object has no properties but those that
/// are described.
/// </summary>
public sealed class SchemaCheck(JsonElement document)
{
    /// <summary>What is wrong, with the place.</summary>
    public IEnumerable<string> FaultsOf(JsonElement value, JsonElement schema, string at = "$")
    {
        schema = Resolve(schema);
        // No word about it: it may be anything.
        if (!schema.EnumerateObject().Any()) return [];
        foreach (var combination in (string[])["oneOf", "anyOf"])
        {
            if (!schema.TryGetProperty(combination, out var choices)) continue;
            var faults = choices.EnumerateArray().Select(choice => FaultsOf(value, choice, at).ToList()).ToList();
            return faults.Exists(list => list.Count == 0) ? [] : faults.MinBy(list => list.Count)!;
        }
        if (!TypesOf(schema).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && TypesOf(schema).Contains("number")))
            return [$"{at} is {TypeOf(value)} instead of {string.Join(" or ", TypesOf(schema))}"];
        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
            return [$"{at} is {value}, none of the values"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => FaultsOfObject(value, schema, at),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().SelectMany((item, index) => FaultsOf(item, items, $"{at}[{index}]")),
            _ => [],
        };
    }

    /// <summary>The schema that a reference points at.</summary>
    /// <exception cref="KeyNotFoundException">It points at nothing.</exception>
    public JsonElement Resolve(JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? Resolve(reference.GetString()!.TrimStart('#', '/').Split('/').Aggregate(document, (node, name) => node.GetProperty(name)))
        : schema;

    IEnumerable<string> FaultsOfObject(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _))) yield return $"{at}.{name} is missing";
        foreach (var property in value.EnumerateObject())
        {
            if (!schema.TryGetProperty("properties", out var properties) || !properties.TryGetProperty(property.Name, out var described))
                if (!schema.TryGetProperty("additionalProperties", out described))
                {
                    yield return $"{at}.{property.Name} is not described";
                    continue;
                }
            foreach (var fault in FaultsOf(property.Value, described, $"{at}.{property.Name}")) yield return fault;
        }
    }

    static IReadOnlyCollection<string> TypesOf(JsonElement schema) => !schema.TryGetProperty("type", out var type)
        ? schema.TryGetProperty("enum", out _) ? ["string"] : ["object", "array", "string", "integer", "number", "boolean", "null"]
        : type.ValueKind is JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];

    static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
