using System.Net.Http.Json;
using System.Text.Json;

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

    public async Task<(int Status, string Body)> GetAsync(string cookie, string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", cookie } } };
        using var reply = await _http.SendAsync(request, cancel);
        return ((int)reply.StatusCode, await reply.Content.ReadAsStringAsync(cancel));
    }

    static async Task CheckAsync(HttpResponseMessage reply, CancellationToken cancel)
    {
        if (!reply.IsSuccessStatusCode)
        {
            throw new BenchException(
                $"{reply.RequestMessage!.RequestUri!.AbsolutePath} was answered {(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync(cancel)}");
        }
    }
}
