using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What changes when users come over TLS, whether the gateway or a load balancer in front of it ends it.</summary>
public sealed class TlsTests(ChatSystem chat)
{
    const string Year = "max-age=31536000";

    [Fact]
    public async Task Over_tls_the_cookie_is_for_this_host_alone_and_browsers_are_told_to_come_so_again()
    {
        await using var gateway = await TlsGateway.StartAsync(chat);
        var cookies = new CookieContainer();
        using var http = new HttpClient(gateway.NewHandler(cookies)) { BaseAddress = gateway.Address };
        using var registered = await RegisterAsync(http);
        IsForThisHostAlone(registered);

        // It signs in, sockets too, from pages of this origin and of no other.
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, await CreateAsync(http, gateway.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.Forbidden, await CreateAsync(http, $"http://{gateway.Address.Authority}"));
        using (var socket = new ClientWebSocket())
        {
            using var invoker = new HttpMessageInvoker(gateway.NewHandler(cookies));
            await socket.ConnectAsync(new Uri($"wss://{gateway.Address.Authority}/hubs/chat"), invoker, CancellationToken.None);
            Assert.Equal(WebSocketState.Open, socket.State);
        }

        // A cookie that another host of the domain could have set signs nobody in.
        var secret = cookies.GetCookies(gateway.Address)["__Host-chat"]!.Value;
        using var plain = new HttpClient(gateway.NewHandler()) { BaseAddress = gateway.Address, DefaultRequestHeaders = { { "Cookie", $"chat={secret}" } } };
        await Api.ProblemAsync(await plain.GetAsync("/api/auth/me"), 401, "not_signed_in");

        using var signedOut = await http.PostAsync("/api/auth/logout", null);
        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        Assert.Empty(cookies.GetCookies(gateway.Address));
    }

    [Fact]
    public async Task Behind_a_proxy_that_is_trusted_the_same_holds()
    {
        await using var gateway = await OneMore.StartAsync(
            chat, "gateway", [new("Gateway__TrustedProxies__0", "127.0.0.0/8"), new("Gateway__TrustedProxies__1", "::1/128")]);
        await gateway.IsReadyAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-Host", "chat.example.org");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var registered = await RegisterAsync(http);
        IsForThisHostAlone(registered);
        http.DefaultRequestHeaders.Add("Cookie", registered.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/auth/me")).StatusCode);
        // The origin is the one that the browser sees.
        Assert.Equal(HttpStatusCode.Created, await CreateAsync(http, "https://chat.example.org"));
        Assert.Equal(HttpStatusCode.Forbidden, await CreateAsync(http, gateway.Address.GetLeftPart(UriPartial.Authority)));
    }

    [Fact]
    public async Task Without_tls_the_cookie_is_a_plain_one_whatever_somebody_claims_who_is_not_trusted()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = chat.Gateway };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var registered = await RegisterAsync(http);
        var cookie = registered.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("chat=", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.False(registered.Headers.Contains("Strict-Transport-Security"));
    }

    static async Task<HttpResponseMessage> RegisterAsync(HttpClient http)
    {
        var reply = await http.PostAsJsonAsync("/api/auth/register", new { username = $"tls-{Guid.NewGuid().ToString("N")[..12]}", password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return reply;
    }

    static async Task<HttpStatusCode> CreateAsync(HttpClient http, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sessions/") { Content = JsonContent.Create(new { name = "Over TLS" }), Headers = { { "Origin", origin } } };
        using var reply = await http.SendAsync(request);
        return reply.StatusCode;
    }

    /// <summary>The prefix asks for Secure, Path=/ and no Domain (RFC 6265bis, 4.1.3.2).</summary>
    static void IsForThisHostAlone(HttpResponseMessage reply)
    {
        var cookie = reply.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-chat=", cookie, StringComparison.Ordinal);
        var attributes = cookie.Split("; ").Skip(1).Select(attribute => attribute.ToLowerInvariant()).ToList();
        Assert.Subset(attributes.ToHashSet(), new HashSet<string> { "secure", "httponly", "samesite=lax", "path=/" });
        Assert.DoesNotContain(attributes, attribute => attribute.StartsWith("domain", StringComparison.Ordinal));
        Assert.Equal(Year, reply.Headers.GetValues("Strict-Transport-Security").Single());
    }
}
