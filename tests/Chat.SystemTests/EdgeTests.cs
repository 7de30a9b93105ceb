using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using Chat.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Chat.SystemTests;

/// <summary>What the gateway alone is responsible for.</summary>
public sealed class EdgeTests(ChatSystem chat)
{
    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 201)]
    [InlineData("Sec-Fetch-Site", "none", 201)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "SELF", 201)]
    public async Task Unsafe_requests_from_other_sites_are_refused(string header, string value, int status)
    {
        var user = await chat.NewUserAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sessions/") { Content = JsonContent.Create(new { name = "x" }) };
        request.Headers.Add(header, value.Replace("SELF", chat.Gateway.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        using var reply = await user.Http.SendAsync(request);
        if (status == 403) await Api.ProblemAsync(reply, 403, "cross_site");
        else Assert.Equal(status, (int)reply.StatusCode);
    }

    [Fact]
    public async Task Sockets_from_other_sites_are_refused()
    {
        var user = await chat.NewUserAsync();
        var session = await user.CreateSessionAsync("x");
        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => user.OpenSocketAsync($"{session.Id}", origin: "https://evil.example"));
        Assert.Contains("403", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/auth/me")]
    [InlineData("/api/nothing")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var reply = await chat.Anonymous().Http.GetAsync(path);
        Assert.Equal("DENY", reply.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("nosniff", reply.Headers.GetValues("X-Content-Type-Options").Single());
        var csp = reply.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("frame-ancestors 'none'", csp, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", csp, StringComparison.Ordinal);
        Assert.NotEmpty(reply.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task A_gateway_that_is_told_its_names_answers_to_no_other()
    {
        await using var gateway = await OneMore.StartAsync(chat, "gateway", [new("AllowedHosts", "localhost;chat.example.org")]);
        await gateway.IsReadyAsync();
        foreach (var (host, status) in new[] { ("chat.example.org", HttpStatusCode.OK), ("evil.example", HttpStatusCode.BadRequest) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/login/") { Headers = { Host = host } };
            using var reply = await gateway.Http.SendAsync(request);
            Assert.Equal(status, reply.StatusCode);
        }
    }

    [Fact]
    public async Task The_web_app_is_served_for_its_pages_compressed_and_cached_by_name()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = chat.Gateway };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        var page = await http.GetAsync("/room/5/");
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("no-cache", page.Headers.CacheControl?.ToString(), StringComparison.Ordinal);

        var html = await new HttpClient { BaseAddress = chat.Gateway }.GetStringAsync("/");
        var script = System.Text.RegularExpressions.Regex.Match(html, "src=\"(/assets/[^\"]+\\.js)\"").Groups[1].Value;
        using var asset = await http.GetAsync(script);
        Assert.Equal(["br"], asset.Content.Headers.ContentEncoding);
        Assert.Contains("immutable", asset.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        // The service worker decides what a page is made of: it is never older than the server.
        foreach (var (file, type) in new[] { ("/sw.js", "text/javascript"), ("/manifest.webmanifest", "application/manifest+json") })
        {
            using var fresh = await http.GetAsync(file);
            Assert.Equal(type, fresh.Content.Headers.ContentType?.MediaType);
            Assert.Equal("no-cache", fresh.Headers.CacheControl?.ToString());
        }
    }

    [Fact]
    public async Task A_service_trusts_only_tokens_of_accounts_even_past_the_gateway()
    {
        var user = await chat.NewUserAsync();
        using var tokens = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/token", new { username = user.Username, password = ChatUser.Password });
        var good = (await Api.ReadAsync<JsonElement>(tokens)).GetProperty("access_token").GetString()!;
        using var rsa = RSA.Create(2048);
        var stranger = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = new JsonWebToken(good).Kid }, SecurityAlgorithms.RsaSha256);
        string?[] bad =
        [
            null,
            "nonsense",
            good[..^4] + "AAAA",
            Forge(user, stranger),
            Forge(user, new SigningCredentials(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)), SecurityAlgorithms.HmacSha256)),
            Forge(user, null),
        ];

        foreach (var (service, path) in new[] { ("sessions", "/api/sessions/"), ("messages", "/api/messages/?session_id=1"), ("accounts", "/api/users/?q=a") })
        {
            using var http = chat.HttpOf(service);
            http.DefaultRequestHeaders.Add("Cookie", user.CookieHeader);
            foreach (var token in bad)
            {
                http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
                await Api.ProblemAsync(await http.GetAsync(path), 401, "not_signed_in");
            }
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", good);
            Assert.NotEqual(HttpStatusCode.Unauthorized, (await http.GetAsync(path)).StatusCode);
        }
    }

    /// <summary>A token that is right in all but its signature.</summary>
    static string Forge(ChatUser user, SigningCredentials? credentials) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "chat-accounts",
        Audience = "chat",
        Expires = DateTime.UtcNow.AddMinutes(5),
        Claims = new Dictionary<string, object> { ["sub"] = $"{user.Id}", ["name"] = user.Username, ["sid"] = "x" },
        SigningCredentials = credentials,
    });
}
