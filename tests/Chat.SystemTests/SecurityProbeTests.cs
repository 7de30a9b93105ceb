using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What an attacker tries first, besides what the matrix of callers and the seed's statements cover.</summary>
public sealed class SecurityProbeTests(ChatSystem chat)
{
    [Fact]
    public async Task Signing_in_answers_alike_whether_the_user_exists_or_not()
    {
        var user = await chat.NewUserAsync();
        var unknown = await RefusalAsync($"no-{Guid.NewGuid().ToString("N")[..12]}");
        Assert.Equal(unknown, await RefusalAsync(user.Username));
        Assert.Equal(unknown, await RefusalAsync("' OR 1=1 --"));
        // After too many failures, too.
        for (var i = 0; i < 10; i++) await RefusalAsync(user.Username);
        Assert.Equal(unknown, await RefusalAsync(user.Username, ChatUser.Password));
    }

    [Fact]
    public async Task No_other_origin_is_allowed_to_read_answers()
    {
        var ada = await chat.NewUserAsync("ada");
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, "/api/sessions/") { Headers = { { "Origin", "https://evil.example" }, { "Access-Control-Request-Method", "GET" } } };
            using var reply = await ada.Http.SendAsync(request);
            Assert.DoesNotContain(reply.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
            Assert.Equal("same-origin", reply.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        }
    }

    [Fact]
    public async Task Answers_of_the_api_are_not_kept_by_browsers()
    {
        var ada = await chat.NewUserAsync("ada");
        foreach (var path in new[] { "/api/auth/me", "/api/sessions/", "/api/read-markers/" })
        {
            using var reply = await ada.Http.GetAsync(path);
            Assert.True(reply.Headers.CacheControl?.NoStore, path);
        }
    }

    [Theory]
    [InlineData("/appsettings.json")]
    [InlineData("/Chat.Gateway.dll")]
    [InlineData("/..%2fappsettings.json")]
    [InlineData("/assets/..%2f..%2fappsettings.json")]
    [InlineData("/assets/")]
    [InlineData("/api/openapi.json")]
    public async Task Nothing_but_the_web_app_is_served(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(chat.Gateway.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var reply = await chat.Anonymous().Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
    }

    [Theory]
    [InlineData("/chat.accounts.v1.SignIns/Exchange")]
    [InlineData("/chat.sessions.v1.Membership/Get")]
    [InlineData("/chat.messages.v1.MembershipFence/Apply")]
    public async Task What_services_ask_each_other_cannot_be_asked_from_outside(string method)
    {
        using var content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
        using var reply = await (await chat.NewUserAsync()).Http.PostAsync(method, content);
        Assert.True(reply.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{reply.StatusCode}");
    }

    [Theory]
    [InlineData("accounts", "/chat.accounts.v1.SignIns/Exchange")]
    [InlineData("accounts", "/chat.accounts.v1.UserDirectory/Resolve")]
    [InlineData("sessions", "/chat.sessions.v1.Membership/Get")]
    [InlineData("messages", "/chat.messages.v1.Reading/GetHeads")]
    [InlineData("messages", "/chat.messages.v1.MembershipFence/Apply")]
    public async Task A_users_token_opens_nothing_that_is_for_services(string service, string method)
    {
        var user = await chat.NewUserAsync();
        using var tokens = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/token", new { username = user.Username, password = ChatUser.Password });
        var token = (await Api.ReadAsync<JsonElement>(tokens)).GetProperty("access_token").GetString();
        foreach (var credentials in new[] { null, new AuthenticationHeaderValue("Bearer", token) })
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(chat.AddressOf(service, "grpc"), method))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            };
            request.Headers.Authorization = credentials;
            using var reply = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        }
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("<script>")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_request_id_that_could_do_harm_in_a_log_is_replaced(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth/me");
        request.Headers.TryAddWithoutValidation("X-Request-Id", id);
        using var reply = await chat.Anonymous().Http.SendAsync(request);
        Assert.NotEqual(id, reply.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Fields_that_are_not_for_clients_to_set_are_not_set()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        using var created = await ada.Http.PostAsJsonAsync("/api/sessions/", new { name = "Plain", id = 1, version = 99, is_active = false, my_role = "member", owner = eve.Id });
        var session = await Api.ReadAsync<SessionView>(created);
        Assert.Equal((1, true, "owner", 1), (session.Version, session.IsActive, session.MyRole, session.ParticipantCount));
        using var registered = await chat.Anonymous().Http.PostAsJsonAsync(
            "/api/auth/register", new { username = $"n-{Guid.NewGuid().ToString("N")[..12]}", password = ChatUser.Password, id = ada.Id, is_admin = true, role = "admin" });
        var user = await Api.ReadAsync<JsonElement>(registered);
        Assert.NotEqual(ada.Id, user.GetProperty("id").GetInt64());
        Assert.False(user.TryGetProperty("is_admin", out var isAdmin) && isAdmin.GetBoolean());
    }

    /// <summary>Status, headers and body of a refused sign-in, without what names the request.</summary>
    async Task<string> RefusalAsync(string username, string password = "not this one")
    {
        using var reply = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username, password });
        var problem = await Api.ProblemAsync(reply, 401, "invalid_credentials");
        var body = problem.EnumerateObject().Where(property => property.Name != "trace_id").Select(property => property.ToString());
        var headers = reply.Headers.Where(header => header.Key is not ("Date" or "X-Request-ID")).Select(header => $"{header.Key}: {string.Join(",", header.Value)}");
        return string.Join("\n", headers.Order().Concat(body));
    }
}
