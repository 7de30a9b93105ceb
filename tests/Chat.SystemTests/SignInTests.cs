using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

public sealed class SignInTests(ChatSystem chat)
{
    [Fact]
    public async Task Registering_signs_in_and_signing_out_ends_it_at_once()
    {
        var user = await chat.NewUserAsync("ada");
        var me = await Api.ReadAsync<JsonElement>(await user.Http.GetAsync("/api/auth/me"));
        Assert.Equal(user.Username, me.GetProperty("username").GetString());

        // Whoever kept a copy of the cookie has nothing.
        using var copy = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = chat.Gateway };
        copy.DefaultRequestHeaders.Add("Cookie", user.CookieHeader);
        Assert.Equal(HttpStatusCode.OK, (await copy.GetAsync("/api/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await user.Http.PostAsync("/api/auth/logout", null)).StatusCode);
        await Api.ProblemAsync(await copy.GetAsync("/api/auth/me"), 401, "not_signed_in");
        await Api.ProblemAsync(await copy.GetAsync("/api/sessions/"), 401, "not_signed_in");
    }

    [Fact]
    public async Task The_sign_in_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var reply = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/register", new { username = Name(), password = ChatUser.Password });
        var cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_get_the_same_answer()
    {
        var user = await chat.NewUserAsync();
        foreach (var username in new[] { user.Username, Name() })
        {
            using var reply = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username, password = "not this one" });
            await Api.ProblemAsync(reply, 401, "invalid_credentials");
        }
    }

    [Fact]
    public async Task A_user_name_is_taken_whatever_its_case()
    {
        var user = await chat.NewUserAsync();
        using var reply = await chat.Anonymous().Http.PostAsJsonAsync(
            "/api/auth/register", new { username = user.Username.ToUpperInvariant(), password = ChatUser.Password });
        await Api.ProblemAsync(reply, 409, "username_taken");
    }

    [Fact]
    public async Task Two_who_register_one_name_at_once_are_one()
    {
        var username = Name();
        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            chat.Anonymous().Http.PostAsJsonAsync("/api/auth/register", new { username, password = ChatUser.Password })));
        Assert.Single(replies, reply => reply.StatusCode is HttpStatusCode.Created);
        Assert.Equal(4, replies.Count(reply => reply.StatusCode is HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Tokens_open_the_api_to_clients_without_cookies()
    {
        var user = await chat.NewUserAsync();
        using var reply = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/token", new { username = user.Username, password = ChatUser.Password });
        var tokens = await Api.ReadAsync<JsonElement>(reply);
        using var http = chat.Anonymous().Http;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        var me = await Api.ReadAsync<JsonElement>(await http.GetAsync("/api/auth/me"));
        Assert.Equal(user.Id, me.GetProperty("id").GetInt64());
        Assert.True(tokens.GetProperty("expires_in").GetInt32() > 0);
    }

    [Fact]
    public async Task A_refresh_token_works_once()
    {
        var user = await chat.NewUserAsync();
        var http = chat.Anonymous().Http;
        var first = await Api.ReadAsync<JsonElement>(
            await http.PostAsJsonAsync("/api/auth/token", new { username = user.Username, password = ChatUser.Password }));
        var refresh = new { refresh_token = first.GetProperty("refresh_token").GetString() };
        var second = await Api.ReadAsync<JsonElement>(await http.PostAsJsonAsync("/api/auth/refresh", refresh));
        Assert.NotEqual(refresh.refresh_token, second.GetProperty("refresh_token").GetString());
        await Api.ProblemAsync(await http.PostAsJsonAsync("/api/auth/refresh", refresh), 401, "invalid_refresh_token");
    }

    [Fact]
    public async Task A_forged_token_is_refused()
    {
        using var http = chat.Anonymous().Http;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIiwiaXNzIjoiY2hhdC1hY2NvdW50cyIsImF1ZCI6ImNoYXQiLCJleHAiOjk5OTk5OTk5OTl9.");
        await Api.ProblemAsync(await http.GetAsync("/api/sessions/"), 401, "not_signed_in");
    }

    static string Name() => $"n-{Guid.NewGuid().ToString("N")[..12]}";
}
