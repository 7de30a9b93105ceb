using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Contracts.Accounts;
using Chat.Contracts.Accounts.V1;
using Chat.Testing;
using Grpc.Core;

namespace Chat.Accounts.Tests;

/// <summary>What Accounts does without any other service: all of it but the export.</summary>
public sealed class AloneTests(AccountsAlone accounts) : IClassFixture<AccountsAlone>
{
    const string Password = "correct horse battery";

    [Fact]
    public async Task Whoever_registers_is_signed_in_and_told_of()
    {
        var news = await accounts.HearAsync<UserChanged>();
        var ann = await RegisterAsync("ann");

        Assert.Equal("ann", (await Api.ReadAsync<JsonElement>(await ann.GetAsync("/api/auth/me"))).GetProperty("username").GetString());
        await Eventually.BecomesTrueAsync(() => news.Any(user => user is { Username: "ann", IsActive: true }), "the event of the new user");
    }

    [Fact]
    public async Task A_cookie_is_a_sign_in_until_it_is_ended()
    {
        var bob = await RegisterAsync("bob");
        await Api.ProblemAsync(await bob.PostAsJsonAsync("/api/auth/login", new { username = "bob", password = "not this one" }), 401, "invalid_credentials");
        using var reply = await bob.PostAsJsonAsync("/api/auth/login", new { username = "bob", password = Password });
        var cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);

        // As the gateway asks with each cookie that it has not seen.
        var signIns = new Contracts.Accounts.V1.SignIns.SignInsClient(accounts.Grpc);
        var request = new ExchangeRequest { Cookie = cookie.Split(';')[0].Split('=', 2)[1] };
        var exchanged = await signIns.ExchangeAsync(request);
        using var withToken = new HttpClient { BaseAddress = accounts.Address, DefaultRequestHeaders = { Authorization = new("Bearer", exchanged.AccessToken) } };
        Assert.Equal("bob", (await Api.ReadAsync<JsonElement>(await withToken.GetAsync("/api/auth/me"))).GetProperty("username").GetString());

        (await withToken.PostAsync("/api/auth/logout", content: null)).EnsureSuccessStatusCode();
        var gone = await Assert.ThrowsAsync<RpcException>(async () => await signIns.ExchangeAsync(request));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Services_are_told_who_somebody_is_and_nobody_else()
    {
        await RegisterAsync("carla");
        var found = await new UserDirectory.UserDirectoryClient(accounts.Grpc).ResolveAsync(new ResolveRequest { Usernames = { "CARLA", "nobody" } });
        Assert.Equal("carla", Assert.Single(found.Users).Username);

        using var user = accounts.As(1, "carla");
        Assert.Equal(HttpStatusCode.Unauthorized, (await user.GetAsync("/api/auth/me")).StatusCode); // Not signed by Accounts.
    }

    [Fact]
    public async Task An_export_needs_the_others()
    {
        var dora = await RegisterAsync("dora");
        await Api.ProblemAsync(await dora.GetAsync("/api/users/me/export"), 503, "unavailable");
    }

    async Task<HttpClient> RegisterAsync(string username)
    {
        using var reply = await accounts.Http.PostAsJsonAsync("/api/auth/register", new { username, password = Password });
        await Api.ReadAsync<JsonElement>(reply);
        using var tokens = await accounts.Http.PostAsJsonAsync("/api/auth/token", new { username, password = Password });
        var token = (await Api.ReadAsync<JsonElement>(tokens)).GetProperty("access_token").GetString();
        return new HttpClient { BaseAddress = accounts.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
    }
}
