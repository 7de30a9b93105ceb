using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Chat.SystemTests;

/// <summary>Keys come and go, and nobody is signed out by it. A system of its own, whose keys sign for seconds instead of months.</summary>
public sealed class KeyRotationTests
{
    const string Keys = "/.well-known/jwks.json";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Keys_follow_one_another_and_cookies_tokens_and_sockets_go_on()
    {
        await using var chat = new ChatSystem
        {
            // Fifteen seconds; a new key is published for three of them before it signs.
            Settings = ["--SigningKeys:SignsForDays=0.00017", "--SigningKeys:PublishedAheadSeconds=3", "--SigningKeys:ReadEverySeconds=1",
                "--AccessTokens:BrowserSeconds=5", "--AccessTokens:ClientSeconds=10"],
        };
        await chat.InitializeAsync();
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("While keys change");
        await using var hub = await ada.ListenAsync();
        await using var client = new TokenClient(chat, ada);
        await client.SignInAsync();

        // Of each key: when it was first seen published, and when a token by it was. Whether an older token was taken while a newer key signed.
        var (published, signing, overlapped) = (new Dictionary<string, TimeSpan>(), new Dictionary<string, TimeSpan>(), false);
        var clock = Stopwatch.StartNew();
        var first = client.Key;
        var now = new List<string>();
        while (signing.Count < 3 || now.Contains(first))
        {
            Assert.True(clock.Elapsed < Patience, $"Not within {Patience}: {signing.Count} keys have signed, published are {string.Join(", ", now)}, the first was {first}");
            now = await PublishedAsync(chat);
            foreach (var key in now) published.TryAdd(key, clock.Elapsed);

            // Every service, by cookie and by token: not one of them refuses.
            foreach (var path in new[] { "/api/users/me/", "/api/sessions/", $"/api/messages/?session_id={session.Id}" })
            {
                await IsFineAsync(ada.Http, path);
                await IsFineAsync(client.Http, path);
            }
            await using var fresh = new TokenClient(chat, ada);
            await fresh.SignInAsync();
            signing.TryAdd(fresh.Key, clock.Elapsed);
            overlapped |= fresh.Key != client.Key && await IsFineAsync(client.Http, "/api/sessions/");
            await client.RenewIfNeededAsync();
            // What one user may read is limited.
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.All(signing.Keys.Where(key => key != first), key => Assert.True(published[key] < signing[key], "A key signs before it is published."));
        Assert.True(overlapped);
        await hub.SendAsync(session.Id, "The same connection all the time");
        Assert.False(hub.Closed.IsCompleted);
        Assert.Empty(hub.SignedOut);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/auth/me")).StatusCode);
    }

    static async Task<List<string>> PublishedAsync(ChatSystem chat)
    {
        using var http = new HttpClient { BaseAddress = chat.Gateway };
        var keys = await http.GetFromJsonAsync<JsonElement>(Keys);
        return [.. keys.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }

    static async Task<bool> IsFineAsync(HttpClient http, string path)
    {
        using var reply = await http.GetAsync(path);
        Assert.True(reply.IsSuccessStatusCode, $"{path}: {(int)reply.StatusCode} {await reply.Content.ReadAsStringAsync()}");
        return true;
    }

    /// <summary>Somebody with tokens instead of a cookie, who renews them as late as is wise.</summary>
    sealed class TokenClient(ChatSystem chat, ChatUser user) : IAsyncDisposable
    {
        static readonly TimeSpan Margin = TimeSpan.FromSeconds(4);

        string _refresh = "";
        DateTime _renewAt;

        public HttpClient Http { get; } = new() { BaseAddress = chat.Gateway };

        /// <summary>The key that signed the token in use.</summary>
        public string Key { get; private set; } = "";

        public async Task SignInAsync()
        {
            using var reply = await Http.PostAsJsonAsync("/api/auth/token", new { username = user.Username, password = ChatUser.Password });
            Take(await Api.ReadAsync<JsonElement>(reply));
        }

        public async Task RenewIfNeededAsync()
        {
            if (DateTime.UtcNow < _renewAt) return;
            using var reply = await Http.PostAsJsonAsync("/api/auth/refresh", new { refresh_token = _refresh });
            Take(await Api.ReadAsync<JsonElement>(reply));
        }

        public ValueTask DisposeAsync()
        {
            Http.Dispose();
            return ValueTask.CompletedTask;
        }

        void Take(JsonElement tokens)
        {
            var access = tokens.GetProperty("access_token").GetString()!;
            _refresh = tokens.GetProperty("refresh_token").GetString()!;
            _renewAt = DateTime.UtcNow.AddSeconds(tokens.GetProperty("expires_in").GetInt32()) - Margin;
            Key = new JsonWebToken(access).Kid;
            Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access);
        }
    }
}
