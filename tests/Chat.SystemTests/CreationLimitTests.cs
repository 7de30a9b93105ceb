using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What one user may have others store or look for has a limit; what is there already can be had without.</summary>
public sealed class CreationLimitTests(ChatSystem chat)
{
    const int Limit = 3;

    [Fact]
    public async Task Sessions_and_invitations_are_created_only_so_fast()
    {
        await using var sessions = await (await OneMore.StartAsync(chat, "sessions", [new("RateLimits__SessionsPerMinute", $"{Limit}")])).IsReadyAsync();
        var (ada, other) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("other"));
        using var http = (await ada.SignInWithTokenAsync(sessions.Address)).Http;
        var direct = new { user_id = other.Id };
        using (var opened = await http.PostAsJsonAsync("/api/sessions/direct/", direct)) Assert.Equal(HttpStatusCode.Created, opened.StatusCode);
        using var made = await http.PostAsJsonAsync("/api/sessions/", new { name = "One" });
        var session = await Api.ReadAsync<SessionView>(made);
        using (var invited = await http.PostAsJsonAsync($"/api/sessions/{session.Id}/invitations/", new { })) Assert.Equal(HttpStatusCode.Created, invited.StatusCode);

        foreach (var (address, body) in new (string, object)[] { ("", new { name = "Two" }), ($"{session.Id}/invitations/", new { }), ("direct/", new { user_id = (await chat.NewUserAsync()).Id }) })
        {
            using var refused = await http.PostAsJsonAsync($"/api/sessions/{address}", body);
            await Api.ProblemAsync(refused, 429, "rate_limited");
            Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }
        using (var again = await http.PostAsJsonAsync("/api/sessions/direct/", direct)) Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var others = (await other.SignInWithTokenAsync(sessions.Address)).Http;
        using (var theirs = await others.PostAsJsonAsync("/api/sessions/", new { name = "Theirs" })) Assert.Equal(HttpStatusCode.Created, theirs.StatusCode);
    }

    [Fact]
    public async Task Users_are_looked_for_only_so_fast()
    {
        await using var accounts = await (await OneMore.StartAsync(chat, "accounts", [new("RateLimits__UserSearchesPerMinute", $"{Limit}")])).IsReadyAsync();
        using var http = (await (await chat.NewUserAsync("ada")).SignInWithTokenAsync(accounts.Address)).Http;
        for (var i = 0; i < Limit; i++) Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/users/?q=a")).StatusCode);
        await Api.ProblemAsync(await http.GetAsync("/api/users/?q=a"), 429, "rate_limited");
    }
}
