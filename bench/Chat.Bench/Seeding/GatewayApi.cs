using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Bench.Seeding;

/// <summary>The REST calls that seeding needs.</summary>
sealed class GatewayApi(Uri gateway) : IDisposable
{
    const string Password = "correct horse battery";

    readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = gateway,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public void Dispose() => _http.Dispose();

    public async Task<Seed.User> RegisterAsync(string username, CancellationToken cancel)
    {
        using var reply = await _http.PostAsJsonAsync("/api/auth/register", new { username, password = Password }, cancel);
        await CheckAsync(reply, cancel);
        return new Seed.User(username, string.Join("; ", reply.Headers.GetValues("Set-Cookie").Select(line => line.Split(';')[0])));
    }

    /// <summary>Answers the session's id. The owner is in it, too.</summary>
    public async Task<long> CreateSessionAsync(Seed.User owner, string name, IEnumerable<Seed.User> others, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sessions/")
        {
            Headers = { { "Cookie", owner.Cookie } },
            Content = JsonContent.Create(new { name, participants = others.Select(other => other.Name) }),
        };
        using var reply = await _http.SendAsync(request, cancel);
        await CheckAsync(reply, cancel);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("id").GetInt64();
    }

    public async Task<(int Status, string Body)> GetAsync(Seed.User user, string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", user.Cookie } } };
        using var reply = await _http.SendAsync(request, cancel);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>The user's newest message of a session; null if there is none or the session is not the user's.</summary>
    public async Task<Message?> NewestAsync(Seed.User user, long session, CancellationToken cancel)
    {
        var (status, body) = await GetAsync(user, $"/api/messages/?session_id={session}&limit=1", cancel);
        return status == 200 ? JsonSerializer.Deserialize<Message[]>(body)!.LastOrDefault() : null;
    }

    internal sealed record Message([property: JsonPropertyName("seq")] long Seq);

    static async Task CheckAsync(HttpResponseMessage reply, CancellationToken cancel)
    {
        if (!reply.IsSuccessStatusCode)
        {
            throw new BenchException(
                $"{reply.RequestMessage!.RequestUri!.AbsolutePath} was answered {(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync(cancel)}");
        }
    }
}
