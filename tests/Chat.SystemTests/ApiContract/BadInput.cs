using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.SystemTests.ApiContract;

/// <summary>What no client should send, made for an operation out of its description.</summary>
static class BadInput
{
    // Less than the gateway lets through, so that it is the service that answers.
    const int Long = 60_000;

    /// <summary>As JSON: of each type, the ends of numbers, and characters that are no text or none that a database keeps.</summary>
    static readonly string[] Values =
    [
        "null", "true", "7", "-1", "1.5", "1e400", "9223372036854775807", "1180591620717411303424",
        "\"\"", "\" \"", "\"x\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ufffe\"", "\"\\ud800\"", "\"\\udc00\"", $"\"{new string('x', Long)}\"",
        "[]", "[null]", "[[]]", "[\"\\ud800\"]", "[\"\\ufffe\"]", "[\"\\u0000\"]", "[1180591620717411303424]", "{}", "{\"a\": 1}",
    ];

    /// <summary>Of no use as a whole.</summary>
    static readonly string[] Bodies =
    [
        "", "not json", "null", "[]", "[null]", "7", "\"x\"", "{", "{}", "{\"a\": 1}", "{\"a\"", "\u0000", "\uFEFF{}", new string('[', 1_000), $"{{\"{new string('x', Long)}\": 1}}",
    ];

    /// <summary>As they stand in an address. A path with NUL is none: the web server itself says so.</summary>
    static readonly string[] Addressed =
    [
        "0", "-1", "1.5", "x", "null", "9223372036854775807", "-9223372036854775808", "1180591620717411303424", "%EF%BF%BE", "%ED%A0%80", "%FF", "%25", "%2e%2e%2f", "%0D%0A",
        "%F0%9F%91%8D", new string('x', 2_000),
    ];

    static readonly string[] InHeaders = ["", "x", "\"", "W/", "*", "-1", "0", "1.5", "9223372036854775807", "1180591620717411303424", "a,b,,c", new string('x', 5_000)];

    // Not in the description, which leaves the protocol to its own.
    static readonly string[] Tus = ["Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum"];

    // Names of files as uploads tell them: U+FFFE, NUL, no base64, no UTF-8, nothing, one after another.
    static readonly string[] Metadata = ["filename 77++", "filename AA==", "filename ????", "filename /w==", "filename", "filename ", ",,,", "filename YQ==,filename YQ==", "filename 7aCA"];

    /// <summary>Requests to send, and a name for each.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="description">Of the operation, in OpenAPI.</param>
    /// <param name="document">That it is part of.</param>
    /// <param name="scene">To play in.</param>
    public static IEnumerable<(string Name, HttpRequestMessage Request)> Of(Operation operation, JsonElement description, JsonElement document, Scene scene)
    {
        var parameters = description.TryGetProperty("parameters", out var described) ? described.EnumerateArray().ToList() : [];
        var path = operation.AddressIn(scene).Split('?')[0];

        foreach (var parameter in parameters.Where(one => one.GetProperty("in").GetString() == "query").Select(one => one.GetProperty("name").GetString()!))
            foreach (var value in Addressed.Concat(["", "a%00b", "from:a%00b", "in:a%00b", "in:%EF%BF%BE", "before:%EF%BF%BE", "%22%EF%BF%BE%22", "has:%00"]))
                yield return ($"?{parameter}={value}", Request($"{path}{WithQuery(parameter, value)}", GoodBody()));

        foreach (var parameter in parameters.Where(one => one.GetProperty("in").GetString() == "path").Select(one => one.GetProperty("name").GetString()!))
            foreach (var value in Addressed)
                yield return ($"{{{parameter}}}={value}", Request(WithPath(parameter, value), GoodBody()));

        IEnumerable<string> headers = parameters.Where(one => one.GetProperty("in").GetString() == "header").Select(one => one.GetProperty("name").GetString()!);
        foreach (var header in headers.Concat(operation.Headers.Contains("Tus", StringComparison.Ordinal) ? Tus : []).Concat(["Range", "If-Range", "If-Modified-Since", "If-None-Match", "X-Request-Id", "traceparent", "Accept-Language", "Cookie"]).Distinct())
            foreach (var value in InHeaders.Concat(header == "Upload-Metadata" ? Metadata : []))
            {
                var request = Request(operation.AddressIn(scene), GoodBody());
                request.Headers.Remove(header);
                if (request.Headers.TryAddWithoutValidation(header, value)) yield return ($"{header}: {value}", request);
                else request.Dispose();
            }

        foreach (var body in Bodies) yield return ($"body {body}", Request(operation.AddressIn(scene), Json(body)));
        if (description.TryGetProperty("requestBody", out var expected) && expected.GetProperty("content").TryGetProperty("application/json", out var json))
        {
            var good = operation.Body?.Invoke(scene) is { } known ? JsonSerializer.SerializeToNode(known)! : new JsonObject();
            foreach (var (place, parent, name) in PlacesIn(good, json.GetProperty("schema"), document, ""))
            {
                foreach (var value in Values)
                {
                    // Texts, as no JSON that is made here could be as wrong as what others send.
                    parent[name] = "PLACE";
                    yield return ($"body {place} = {value}", Request(operation.AddressIn(scene), Json(good.ToJsonString().Replace("\"PLACE\"", value, StringComparison.Ordinal))));
                }
            }
        }

        HttpContent? GoodBody() => operation.Body?.Invoke(scene) is { } body ? body as HttpContent ?? Json(JsonSerializer.Serialize(body)) : null;

        string WithQuery(string name, string value)
        {
            var others = (operation.Query?.Invoke(scene) ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => pair.Split('=')[0] != name);
            return $"?{string.Join('&', others.Append($"{name}={value}"))}";
        }

        string WithPath(string name, string value)
        {
            var others = operation with { Path = operation.Path.Replace($"{{{name}}}", "PLACE", StringComparison.Ordinal) };
            return others.AddressIn(scene).Replace("PLACE", value, StringComparison.Ordinal);
        }

        HttpRequestMessage Request(string address, HttpContent? content)
        {
            var request = new HttpRequestMessage(new HttpMethod(operation.Method), address) { Content = content };
            foreach (var header in operation.Headers.Split(", ", StringSplitOptions.RemoveEmptyEntries)) request.Headers.Add(header.Split(": ")[0], header.Split(": ")[1]);
            return request;
        }
    }

    static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    /// <summary>All properties that the body could have, in objects of it too. One after the other: each is as it was when the next comes.</summary>
    static IEnumerable<(string Place, JsonObject Parent, string Name)> PlacesIn(JsonNode good, JsonElement schema, JsonElement document, string prefix)
    {
        if (good is not JsonObject parent) yield break;
        foreach (var property in PropertiesOf(schema, document))
        {
            var was = parent[property.Name]?.DeepClone();
            yield return (prefix + property.Name, parent, property.Name);
            if (was is null) parent.Remove(property.Name);
            else parent[property.Name] = was;
            if (was is not JsonObject) continue;
            foreach (var place in PlacesIn(was, property.Value, document, $"{prefix}{property.Name}.")) yield return place;
        }
    }

    static IEnumerable<JsonProperty> PropertiesOf(JsonElement schema, JsonElement document)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        foreach (var alternatives in new[] { "oneOf", "anyOf", "allOf" })
            if (schema.TryGetProperty(alternatives, out var some))
                foreach (var property in some.EnumerateArray().SelectMany(one => PropertiesOf(one, document))) yield return property;
        if (schema.TryGetProperty("properties", out var properties))
            foreach (var property in properties.EnumerateObject()) yield return property;
    }
}
