using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
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

    [Theory]
    [InlineData("PUT /api/users/me/avatar", 8 * 1024 * 1024)]
    [InlineData("POST /api/messages/", 2 * 1024 * 1024)]
    public async Task Who_sends_too_much_is_told_so_and_not_cut_off_while_sending(string request, int length)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{request} HTTP/1.1\r\nHost: {gateway.Http.BaseAddress.Authority}\r\nAuthorization: Bearer none\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n"));
        // Not read before all is sent, as some clients do.
        var part = new byte[64 * 1024];
        for (var sent = 0; sent < length; sent += part.Length)
        {
            await stream.WriteAsync(part);
            await Task.Delay(1);
        }
        var reply = new byte[16 * 1024];
        var read = await stream.ReadAtLeastAsync(reply, 200, throwOnEndOfStream: false);
        var text = Encoding.UTF8.GetString(reply, 0, read);
        Assert.StartsWith("HTTP/1.1 413", text, StringComparison.Ordinal);
        Assert.Contains("\"payload_too_large\"", text, StringComparison.Ordinal);
    }
}
