using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.Gateway.Tests;

/// <summary>What the gateway does without any service behind it: the web app is there, and every other address says what is missing.</summary>
public sealed class AloneTests(GatewayAlone gateway) : IClassFixture<GatewayAlone>
{
    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/room/7", HttpStatusCode.OK)]
    [InlineData("/nothing/here", HttpStatusCode.NotFound)]
    public async Task Pages_are_the_web_app(string path, HttpStatusCode status)
    {
        Assert.SkipUnless(File.Exists(Repository.File("gateway/wwwroot/index.html")), "The web app is not built: npm ci && npm run build in frontend/.");
        using var reply = await gateway.Http.GetAsync(path);
        Assert.Equal((status, "text/html"), (reply.StatusCode, reply.Content.Headers.ContentType?.MediaType));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(reply.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/sessions/")]
    [InlineData("/api/messages/?session_id=1")]
    [InlineData("/api/admin/sessions/1/messages/")]
    [InlineData("/hubs/chat")]
    public async Task A_service_that_is_not_there_is_503_with_a_sentence_and_a_time(string path)
    {
        using var reply = await gateway.Http.GetAsync(path);
        var problem = await Api.ProblemAsync(reply, 503, "unavailable");
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.NotNull(reply.Headers.RetryAfter);
    }

    [Fact]
    public async Task An_address_leads_to_the_service_that_has_it()
    {
        // Of all services only the keys of Accounts are there.
        var keys = await Api.ReadAsync<JsonElement>(await gateway.Http.GetAsync("/.well-known/jwks.json"));
        Assert.Equal("tests", keys.GetProperty("keys")[0].GetProperty("kid").GetString());
        await Api.ProblemAsync(await gateway.Http.GetAsync("/api/nothing"), 404, "not_found");
    }

    [Fact]
    public async Task Another_site_changes_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sessions/") { Content = JsonContent.Create(new { name = "No" }), Headers = { { "Sec-Fetch-Site", "cross-site" }, { "Cookie", "chat=x" } } };
        await Api.ProblemAsync(await gateway.Http.SendAsync(request), 403, "cross_site");
    }
}
