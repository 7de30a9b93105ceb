using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>One address knocks only so often, at whatever door.</summary>
public sealed class SignInLimitTests(ChatSystem chat)
{
    const int Limit = 4;

    static readonly string[] Doors =
    [
        "login", "register", "token", "password/forgot", "password/reset", "passkey-login/options", "passkey-login",
    ];

    [Fact]
    public async Task All_ways_in_share_one_limit_and_nothing_else_does()
    {
        KeyValuePair<string, string?>[] settings = [new("RateLimits__SignInsPerMinute", $"{Limit}")];
        await using var gateway = await (await OneMore.StartAsync(chat, "gateway", settings)).IsReadyAsync();
        await using var other = await (await OneMore.StartAsync(chat, "gateway", settings)).IsReadyAsync();
        var http = gateway.Http;
        for (var i = 0; i < Limit; i++)
            await Api.ProblemAsync(await http.PostAsJsonAsync("/api/auth/login", new { username = "nobody-at-all", password = "not this one" }), 401, "invalid_credentials");
        // It is one limit of all gateways.
        await Api.ProblemAsync(await other.Http.PostAsJsonAsync("/api/auth/login", new { username = "nobody-at-all", password = "not this one" }), 429, "rate_limited");
        foreach (var door in Doors)
        {
            foreach (var slash in new[] { "", "/" })
            {
                using var refused = await http.PostAsJsonAsync($"/api/auth/{door}{slash}", new { });
                await Api.ProblemAsync(refused, 429, "rate_limited");
                Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            }
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsJsonAsync("/api/auth/password/", new { })).StatusCode);
    }
}
