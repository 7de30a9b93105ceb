using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>
/// How long an answer takes does not tell who exists. Kinds of requests take turns, so that whatever else the machine does falls on all alike,
/// and their medians are compared with a wide margin: what is looked for is work that one kind is spared, not noise.
/// </summary>
public sealed class SignInTimingTests(ChatSystem chat)
{
    /// <summary>Enough for a hash to outweigh all else in a sign-in.</summary>
    const string Iterations = "400000";

    [Fact]
    public async Task Refusing_a_sign_in_costs_one_password_hash_whoever_is_named()
    {
        const int Rounds = 9;
        await using var accounts = await OneMore.StartAsync(chat, "accounts", [new("Passwords__Iterations", Iterations)]);
        await accounts.IsReadyAsync();
        var http = accounts.Http;
        // One fewer than close a name.
        var (known, gone, left) = (await RegisterAsync(http), await RegisterAsync(http), await RegisterAsync(http));
        foreach (var user in new[] { gone, left }) await DeactivateAsync(user);

        var times = await MeasureAsync(Rounds, new()
        {
            ["a wrong password"] = _ => LogInAsync(http, known, "not this one"),
            ["nobody of that name"] = _ => LogInAsync(http, NewName(), "not this one"),
            ["a deactivated user"] = _ => LogInAsync(http, gone, "not this one"),
            ["a deactivated user's password"] = _ => LogInAsync(http, left, ChatUser.Password),
        });
        AreAlike(times, 1.7);

        // And it was the hash that took the time: who is let in pays the same.
        var signIns = await MeasureAsync(5, new() { ["the right password"] = _ => LogInAsync(http, known, ChatUser.Password, HttpStatusCode.OK) });
        Assert.True(times.Values.Min() > signIns.Values.Single() / 2, $"{Describe(times)}; {Describe(signIns)}");
    }

    [Fact]
    public async Task A_name_that_too_many_guesses_have_closed_is_refused_as_fast_as_one_that_nobody_has()
    {
        const int Rounds = 15;
        var (known, unknown) = ((await chat.NewUserAsync()).Username, NewName());
        using var http = new HttpClient { BaseAddress = chat.Gateway };
        for (var i = 0; i < 10; i++)
            foreach (var name in new[] { known, unknown }) await LogInAsync(http, name, "not this one");
        AreAlike(
            await MeasureAsync(Rounds, new()
            {
                ["closed and known"] = _ => LogInAsync(http, known, ChatUser.Password),
                ["closed and unknown"] = _ => LogInAsync(http, unknown, ChatUser.Password),
            }), 3);
    }

    [Fact]
    public async Task Asking_for_a_new_password_takes_as_long_for_nobody_as_for_somebody()
    {
        const int Rounds = 15;
        await chat.Mail.StartAsync();
        // Three requests an hour are taken for each name, so each has one.
        var known = new List<string>();
        for (var i = 0; i < Rounds; i++)
        {
            var user = await chat.NewUserAsync();
            using var email = await user.Http.PatchAsJsonAsync("/api/users/me/", new { email = $"{user.Username}@example.org", password = ChatUser.Password });
            Assert.Equal(HttpStatusCode.OK, email.StatusCode);
            known.Add(user.Username);
        }
        using var http = new HttpClient { BaseAddress = chat.Gateway };
        AreAlike(
            await MeasureAsync(Rounds, new()
            {
                ["somebody"] = round => ForgetAsync(http, known[round]),
                ["nobody"] = _ => ForgetAsync(http, NewName()),
            }), 3);
    }

    static string NewName() => $"timed-{Guid.NewGuid().ToString("N")[..16]}";

    static async Task<string> RegisterAsync(HttpClient http)
    {
        var username = NewName();
        using var reply = await http.PostAsJsonAsync("/api/auth/register", new { username, password = ChatUser.Password });
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return username;
    }

    async Task DeactivateAsync(string username)
    {
        var admin = await chat.AdministratorAsync();
        var found = await Api.ReadAsync<List<ManagedUserView>>(await admin.Http.GetAsync($"/api/admin/users/?q={username}"));
        using var reply = await admin.Http.PostAsJsonAsync($"/api/admin/users/{Assert.Single(found).Id}/deactivate/", new { reason = "For a test of timing" });
        Assert.True(reply.IsSuccessStatusCode, $"{reply.StatusCode}");
    }

    static async Task LogInAsync(HttpClient http, string username, string password, HttpStatusCode expected = HttpStatusCode.Unauthorized)
    {
        using var reply = await http.PostAsJsonAsync("/api/auth/login", new { username, password });
        Assert.Equal(expected, reply.StatusCode);
    }

    static async Task ForgetAsync(HttpClient http, string login)
    {
        using var reply = await http.PostAsJsonAsync("/api/auth/password/forgot", new { login });
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
    }

    /// <summary>The median of each kind, in milliseconds; the kinds take turns, after one turn that does not count.</summary>
    static async Task<Dictionary<string, double>> MeasureAsync(int rounds, Dictionary<string, Func<int, Task>> kinds)
    {
        var times = kinds.Keys.ToDictionary(kind => kind, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (kind, request) in kinds)
            {
                var start = Stopwatch.GetTimestamp();
                await request(round);
                if (round > 0 || rounds < 3) times[kind].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        return times.ToDictionary(kind => kind.Key, kind => kind.Value.Order().ElementAt(kind.Value.Count / 2));
    }

    static void AreAlike(Dictionary<string, double> medians, double factor) =>
        Assert.True(medians.Values.Max() <= medians.Values.Min() * factor, Describe(medians));

    static string Describe(Dictionary<string, double> medians) => string.Join(", ", medians.Select(kind => $"{kind.Key}: {kind.Value:0.0} ms"));
}
