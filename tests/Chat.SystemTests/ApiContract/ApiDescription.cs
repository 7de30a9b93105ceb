using System.Globalization;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests.ApiContract;

/// <summary>The OpenAPI document that the gateway serves, and whether an answer is as it says.</summary>
sealed class ApiDescription
{
    readonly JsonElement _document;

    ApiDescription(JsonElement document) => _document = document;

    public JsonElement Document => _document;

    /// <summary>All operations, as <c>GET /api/...</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Operations =>
        _document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(item => item.Name is "get" or "put" or "post" or "patch" or "delete")
                .Select(item => (Name: $"{item.Name.ToUpperInvariant()} {path.Name}", item.Value)))
            .ToDictionary(operation => operation.Name, operation => operation.Value);

    public static async Task<ApiDescription> ReadAsync(ChatSystem chat)
    {
        using var reply = await chat.Anonymous().Http.GetAsync("/openapi.json");
        return new ApiDescription(await Api.ReadAsync<JsonElement>(reply));
    }

    /// <summary>Fails when the answer has a status, a type or a body that the document does not know.</summary>
    public async Task CheckAsync(Operation operation, HttpResponseMessage reply)
    {
        Assert.True(Operations.TryGetValue(operation.ToString(), out var described), $"{operation} is not described");
        var status = ((int)reply.StatusCode).ToString(CultureInfo.InvariantCulture);
        Assert.True(described.GetProperty("responses").TryGetProperty(status, out var response), $"{operation} answers {status}, which is not described");
        var body = await reply.Content.ReadAsStringAsync();
        if (!response.TryGetProperty("content", out var content))
        {
            Assert.Empty(body);
            return;
        }
        var type = reply.Content.Headers.ContentType!.MediaType!;
        Assert.True(content.TryGetProperty(type, out var media), $"{operation} answers {status} as {type}, which is not described");
        var faults = new SchemaCheck(_document).FaultsOf(JsonSerializer.Deserialize<JsonElement>(body), media.GetProperty("schema")).ToList();
        Assert.True(faults.Count == 0, $"{operation}, {status}: {string.Join("; ", faults)} in {body}");
        if (type != "application/problem+json") return;
        var code = JsonSerializer.Deserialize<JsonElement>(body).GetProperty("code").GetString();
        Assert.Contains($"`{code}`", response.GetProperty("description").GetString(), StringComparison.Ordinal);
    }
}
