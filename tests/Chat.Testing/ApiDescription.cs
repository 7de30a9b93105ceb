using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Chat.Testing;

/// <summary>The OpenAPI document that the gateway serves, and whether answers are as it says.</summary>
public sealed class ApiDescription
{
    static readonly HashSet<string> Methods = ["get", "put", "post", "patch", "delete"];

    readonly List<(string Method, Regex Path, string Name)> _routes;

    ApiDescription(JsonElement document)
    {
        Document = document;
        Operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(item => Methods.Contains(item.Name))
                .Select(item => (Name: $"{item.Name.ToUpperInvariant()} {path.Name}", item.Value)))
            .ToDictionary(operation => operation.Name, operation => operation.Value);
        _routes = [.. Operations.Select(operation => (Parts: operation.Key.Split(' '), operation.Value))
            .Select(operation => (operation.Parts[0], PatternOf(operation.Parts[1], operation.Value), string.Join(' ', operation.Parts)))];
    }

    public JsonElement Document { get; }

    /// <summary>All operations, by <c>GET /api/...</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Operations { get; }

    public static async Task<ApiDescription> ReadAsync(Uri gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        // The first time, each service works its part out anew.
        return await Eventually.SucceedsAsync(async () =>
        {
            using var reply = await http.GetAsync("/openapi.json");
            return new ApiDescription(await Api.ReadAsync<JsonElement>(reply));
        }, "the API describes itself");
    }

    /// <summary>The methods that are described for an address.</summary>
    public IEnumerable<string> MethodsAt(string path) => _routes.Where(route => route.Path.IsMatch(path)).Select(route => route.Method);

    /// <summary>Fails when the answer to a described operation has a status, a type, a body or an error code that is not described.</summary>
    public async Task CheckAsync(HttpResponseMessage reply)
    {
        var request = reply.RequestMessage!;
        var path = request.RequestUri!.AbsolutePath;
        var name = _routes.Find(route => route.Method == request.Method.Method && route.Path.IsMatch(path)).Name;
        if (name is null) return;

        var status = ((int)reply.StatusCode).ToString(CultureInfo.InvariantCulture);
        Assert.True(Operations[name].GetProperty("responses").TryGetProperty(status, out var response), $"{name} answers {status}, which is not described");
        await reply.Content.LoadIntoBufferAsync();
        var body = await reply.Content.ReadAsByteArrayAsync();
        if (!response.TryGetProperty("content", out var content))
        {
            Assert.True(body.Length == 0, $"{name} answers {status} with a body, which is not described");
            return;
        }
        // Whatever somebody uploaded.
        if (content.TryGetProperty("application/octet-stream", out _)) return;
        var type = reply.Content.Headers.ContentType?.MediaType ?? "nothing";
        Assert.True(content.TryGetProperty(type, out var media), $"{name} answers {status} as {type}, which is not described");
        // What is no JSON has no more to be held to.
        if (!type.EndsWith("json", StringComparison.Ordinal)) return;
        var json = JsonSerializer.Deserialize<JsonElement>(body);
        var faults = new SchemaCheck(Document).FaultsOf(json, media.GetProperty("schema")).ToList();
        Assert.True(faults.Count == 0, $"{name}, {status}: {string.Join("; ", faults)} in {json}");
        if (type == "application/problem+json")
        {
            var code = json.GetProperty("code").GetString();
            Assert.True(response.GetProperty("description").GetString()!.Contains($"`{code}`", StringComparison.Ordinal), $"{name} answers {status} {code}, which is not described");
        }
    }

    /// <summary>Where an integer or a UUID belongs, whatever else stands there is another address, and not found.</summary>
    static Regex PatternOf(string path, JsonElement operation)
    {
        var parameters = operation.TryGetProperty("parameters", out var described) ? described.EnumerateArray().ToList() : [];
        return new Regex("^" + Regex.Replace(Regex.Escape(path), @"\\\{([a-z_]+)}", match => PartOf(match.Groups[1].Value)) + "/?$");

        string PartOf(string name)
        {
            var schema = parameters.Single(one => one.GetProperty("in").GetString() == "path" && one.GetProperty("name").GetString() == name).GetProperty("schema");
            if (schema.GetProperty("type").GetString() == "integer") return "-?[0-9]{1,18}";
            return schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" ? "[0-9a-fA-F-]{36}" : "[^/]+";
        }
    }
}
