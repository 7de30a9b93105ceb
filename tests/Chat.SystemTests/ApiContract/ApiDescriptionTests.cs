using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Chat.Testing;

namespace Chat.SystemTests.ApiContract;

/// <summary>The API's description (OpenAPI), its page, and docs/api.md speak of the same operations: those that there are.</summary>
public sealed partial class ApiDescriptionTests(ChatSystem chat)
{
    [Fact]
    public void It_is_OpenAPI_3_1_complete_and_consistent()
    {
        var description = chat.Description;
        Assert.StartsWith("3.1", description.Document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var schemes = description.Document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal(["bearer", "cookie"], schemes.EnumerateObject().Select(scheme => scheme.Name).Order());
        Assert.All(description.Operations, operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            // One that was forgotten is the name of the service.
            Assert.DoesNotContain("Chat.", Assert.Single(operation.Value.GetProperty("tags").EnumerateArray()).GetString()!, StringComparison.Ordinal);
            Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), response => response.Name is "200" or "201" or "202" or "204" or "302");
        });
        Assert.Distinct(description.Operations.Values.Select(operation => operation.GetProperty("operationId").GetString()));
        var check = new SchemaCheck(description.Document);
        foreach (var reference in References().Matches(description.Document.GetRawText()).Select(match => match.Value))
            check.Resolve(JsonSerializer.Deserialize<JsonElement>($"{{{reference}}}"));
        var codes = description.Document.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties").GetProperty("code").GetProperty("enum");
        Assert.Equal(DocumentedCodes().Order(), codes.EnumerateArray().Select(code => code.GetString()!).Order());
    }

    [Fact]
    public void Every_described_operation_is_tried_by_every_caller_and_every_tried_one_is_described() =>
        Assert.Equal(
            Operation.All.Select(operation => operation.ToString()).Order(StringComparer.Ordinal),
            chat.Description.Operations.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_described_path_allows_the_described_methods_and_no_others()
    {
        var scene = await Scene.SetAsync(chat, "owner");
        foreach (var address in Operation.All.Select(operation => operation.AddressIn(scene).Split('?')[0]).Distinct())
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, address);
            using var reply = await scene.Caller.Http.SendAsync(request);
            var allowed = reply.Content.Headers.Allow.Except(["HEAD", "OPTIONS"]);
            Assert.True(chat.Description.MethodsAt(address).ToHashSet().SetEquals(allowed), $"{address}: {string.Join(", ", allowed)}");
        }
    }

    [Fact]
    public void The_written_reference_names_the_same_operations() =>
        Assert.Equal(chat.Description.Operations.Keys.Select(Plain).Order(), DocumentedOperations().Select(Plain).Distinct().Order());

    [Fact]
    public async Task What_several_services_describe_by_one_name_they_describe_alike()
    {
        var known = new Dictionary<string, JsonElement>();
        foreach (var service in new[] { "accounts", "sessions", "messages" })
        {
            using var http = new HttpClient();
            var part = await http.GetFromJsonAsync<JsonElement>(new Uri(chat.AddressOf(service), "/openapi.json"));
            foreach (var schema in part.GetProperty("components").GetProperty("schemas").EnumerateObject())
                if (!known.TryAdd(schema.Name, schema.Value)) Assert.True(JsonElement.DeepEquals(known[schema.Name], schema.Value), schema.Name);
        }
    }

    [Fact]
    public async Task Its_page_is_there_for_people()
    {
        using var page = await chat.Anonymous().Http.GetAsync("/docs/api/");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("<title>Chat: API</title>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "application/json", """{"id": 1}""")]
    [InlineData(200, "application/json", """{"id": "1", "username": "ada", "display_name": "Ada", "email": null}""")]
    [InlineData(200, "application/json", """{"id": 1, "username": "ada", "display_name": "Ada", "email": null, "password_hash": "x"}""")]
    [InlineData(200, "text/html", "<p>Ada</p>")]
    [InlineData(418, "application/json", "{}")]
    [InlineData(401, "application/problem+json", """
        {"type": "about:blank", "title": "t", "status": 401, "detail": "d", "code": "username_taken", "retryable": false, "trace_id": "x"}
        """)]
    public async Task An_answer_that_is_not_described_is_noticed(int status, string type, string body)
    {
        using var reply = new HttpResponseMessage((HttpStatusCode)status)
        {
            RequestMessage = new HttpRequestMessage(HttpMethod.Get, new Uri(chat.Gateway, "/api/auth/me/")),
            Content = new StringContent(body, System.Text.Encoding.UTF8, type),
        };
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => chat.Description.CheckAsync(reply));
    }

    /// <summary>The rows of docs/api.md that begin with a method: <c>| `PUT`, `DELETE /api/...` |</c> are two operations.</summary>
    static IEnumerable<string> DocumentedOperations() =>
        from row in Rows()
        let cell = row.Split(" | ")[0]
        let path = Paths().Match(cell).Value
        where path.Length > 0
        from method in Methods().Matches(cell).Select(match => match.Value)
        select $"{method} {path}";

    static IEnumerable<string> DocumentedCodes() => Rows().Select(row => Code().Match(row)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    static IEnumerable<string> Rows() =>
        File.ReadLines(Path.Combine(Root(), "docs", "api.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal));

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Chat.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    /// <summary>Without the names of parameters and the trailing slash.</summary>
    static string Plain(string operation) => Parameters().Replace(operation, "{}").TrimEnd('/');

    [GeneratedRegex("\"\\$ref\":\\s*\"[^\"]+\"")]
    private static partial Regex References();

    [GeneratedRegex("/(api|\\.well-known)/[^\\s`?]*")]
    private static partial Regex Paths();

    [GeneratedRegex("\\b(GET|POST|PUT|PATCH|DELETE)\\b")]
    private static partial Regex Methods();

    [GeneratedRegex("<[^>]+>|\\{[^}]+\\}")]
    private static partial Regex Parameters();

    [GeneratedRegex("^\\| `([a-z_]+)` \\| [0-9]{3} ")]
    private static partial Regex Code();
}
