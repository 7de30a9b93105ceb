using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Chat.ContractTests;

/// <summary>Holds a type to what was written by another version of it.</summary>
static class Compatibility
{
    /// <summary>What of the sample is lost or altered when it is read as this type and written again. Fields that the type adds are no matter.</summary>
    public static IReadOnlyList<string> Breaks(JsonNode sample, Type type)
    {
        try
        {
            var read = sample.Deserialize(type, Wire.Options);
            return [.. Losses(sample, JsonSerializer.SerializeToNode(read, type, Wire.Options))];
        }
        catch (JsonException e)
        {
            return [$"{e.Path} cannot be read: {e.Message}"];
        }
    }

    /// <summary>The fields of the type that the sample does not show: without a value, or with one too small to tell long from int.</summary>
    public static IEnumerable<string> Untold(JsonNode? sample, Type type, string path = "")
    {
        var shape = Wire.Options.GetTypeInfo(type);
        return (shape.Kind, sample) switch
        {
            (JsonTypeInfoKind.Object, JsonObject fields) => shape.Properties.Where(property => property.Get is not null)
                .SelectMany(property => Untold(fields[property.Name], property.PropertyType, $"{path}.{property.Name}")),
            (JsonTypeInfoKind.Enumerable, JsonArray { Count: > 0 } items) => Untold(items[0], shape.ElementType!, $"{path}[0]"),
            (JsonTypeInfoKind.None, JsonValue value) when (Nullable.GetUnderlyingType(type) ?? type) == typeof(long) =>
                value.GetValue<long>() > int.MaxValue ? [] : [$"{path} is not larger than {int.MaxValue}"],
            (JsonTypeInfoKind.None, JsonValue) => [],
            _ => [$"{path} has no value"],
        };
    }

    /// <summary>A copy in which every object has one field more.</summary>
    public static JsonNode WithUnknownFields(JsonNode sample) => sample switch
    {
        JsonObject fields => new JsonObject([.. fields.Select(field => KeyValuePair.Create(field.Key, Copy(field.Value))),
            KeyValuePair.Create<string, JsonNode?>("addedLater", new JsonObject { ["some"] = 1 })]),
        JsonArray items => new JsonArray([.. items.Select(Copy)]),
        _ => sample.DeepClone(),
    };

    static JsonNode? Copy(JsonNode? node) => node is null ? null : WithUnknownFields(node);

    /// <summary>What the one says and the other does not, or otherwise.</summary>
    public static IEnumerable<string> Losses(JsonNode? before, JsonNode? after, string path = "") => (before, after) switch
    {
        (JsonObject old, JsonObject now) => old.SelectMany(field => now.ContainsKey(field.Key)
            ? Losses(field.Value, now[field.Key], $"{path}.{field.Key}")
            : [$"{path}.{field.Key} is gone"]),
        (JsonArray old, JsonArray now) when old.Count == now.Count => old.SelectMany((item, i) => Losses(item, now[i], $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(before, after) ? [] : [$"{path} was {before?.ToJsonString()} and is {after?.ToJsonString()}"],
    };
}
