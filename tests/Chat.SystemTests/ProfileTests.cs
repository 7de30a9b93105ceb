using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests;

/// <summary>What users say of themselves, and their password.</summary>
public sealed class ProfileTests(ChatSystem chat)
{
    const string NewPassword = "another fine password";

    [Fact]
    public async Task A_profile_is_changed_piece_by_piece_and_seen_by_others()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var fresh = await OwnAsync(ada);
        Assert.Equal((ada.Id, ada.Username, ada.Username), (fresh.GetProperty("id").GetInt64(), Text(fresh, "username"), Text(fresh, "display_name")));
        Assert.Equal(("", "", "", null, null), (Text(fresh, "about"), Text(fresh, "time_zone"), Text(fresh, "language"), Text(fresh, "email"), Text(fresh, "avatar_url")));
        Assert.Equal((false, false, 0), (fresh.GetProperty("is_admin").GetBoolean(), fresh.GetProperty("two_factor_enabled").GetBoolean(), fresh.GetProperty("recovery_codes_left").GetInt32()));
        Assert.True(fresh.GetProperty("created_at").GetDateTime() > DateTime.UtcNow.AddMinutes(-5));

        await ChangeAsync(ada, new { display_name = " Ada Lovelace " });
        await ChangeAsync(ada, new { about = "I count.\r\nA lot.", time_zone = "Europe/London", language = "pt-BR" });
        var seen = await Api.ReadAsync<JsonElement>(await bob.Http.GetAsync($"/api/users/{ada.Id}/"));
        Assert.Equal(
            ("Ada Lovelace", "I count.\nA lot.", "Europe/London", null), (Text(seen, "display_name"), Text(seen, "about"), Text(seen, "time_zone"), Text(seen, "avatar_url")));
        Assert.False(seen.TryGetProperty("email", out _) || seen.TryGetProperty("language", out _));
        Assert.Equal("pt-BR", Text(await OwnAsync(ada), "language"));

        var emptied = await ChangeAsync(ada, new { display_name = "", about = "", time_zone = "", language = "" });
        Assert.Equal((ada.Username, "", "", ""), (Text(emptied, "display_name"), Text(emptied, "about"), Text(emptied, "time_zone"), Text(emptied, "language")));
    }

    [Fact]
    public async Task A_new_display_name_is_seen_in_sessions_and_messages_and_in_the_search()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Names", bob);
        await ada.PostAsync(session.Id, "hello");
        var name = $"Countess {Guid.NewGuid().ToString("N")[..8]}";
        await ChangeAsync(ada, new { display_name = name });

        await Eventually.BecomesTrueAsync(
            async () => (await Api.ReadAsync<SessionView>(await bob.Http.GetAsync($"/api/sessions/{session.Id}/"))).Participants.Any(one => one.DisplayName == name),
            "the session shows the new name");
        await Eventually.BecomesTrueAsync(
            async () => (await bob.ListAsync(session.Id, "&after_seq=0"))[0].Sender.DisplayName == name, "the message shows the new name");
        var found = await Api.ReadAsync<List<JsonElement>>(await bob.Http.GetAsync($"/api/users/?q={Uri.EscapeDataString(name.ToUpperInvariant())}"));
        Assert.Equal(ada.Id, Assert.Single(found).GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_new_display_name_is_told_live_to_those_who_share_a_session_and_counts_for_what_is_said_over_open_connections()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Names", bob);
        await ada.CreateSessionAsync("More names", bob);
        await using var own = await ada.ListenAsync();
        await using var reader = await bob.ListenAsync();
        await using var stranger = await eve.ListenAsync();
        await ChangeAsync(ada, new { display_name = "Countess" });

        await Eventually.BecomesTrueAsync(() => Told(reader).Count > 0 && Told(own).Count > 0, "bob and ada's own devices are told");
        var told = Assert.Single(Told(reader));
        Assert.Equal((ada.Id, ada.Username, "Countess"), (told.GetProperty("user_id").GetInt64(), Text(told, "username"), Text(told, "display_name")));
        await own.Hub.InvokeAsync("typing", new { session_id = session.Id });
        await own.SendAsync(session.Id, "by my new name");
        await Eventually.BecomesTrueAsync(() => reader.Messages(session.Id).Count == 1, "bob gets the message");
        Assert.Equal("Countess", reader.Messages(session.Id)[0].Sender.DisplayName);
        Assert.Equal("Countess", Text(reader.Signals.Last(signal => signal.Event == "typing").Argument, "display_name"));

        await ChangeAsync(ada, new { display_name = "Duchess" });
        await Eventually.BecomesTrueAsync(() => Told(reader).Count == 2, "bob is told again");
        Assert.True(Told(reader)[1].GetProperty("version").GetInt64() > told.GetProperty("version").GetInt64());
        Assert.Empty(Told(stranger));

        static List<JsonElement> Told(HubListener listener) => [.. listener.Signals.Where(signal => signal.Event == "person").Select(signal => signal.Argument)];
    }

    [Fact]
    public async Task Another_email_address_needs_the_password()
    {
        var ada = await chat.NewUserAsync("ada");
        await Api.ProblemAsync(await PatchAsync(ada, new { email = "ada@example.org" }), 400, "validation_failed");
        var problem = await Api.ProblemAsync(await PatchAsync(ada, new { email = "ada@example.org", password = "not this one" }), 403, "wrong_password");
        Assert.True(problem.GetProperty("errors").TryGetProperty("password", out _));
        Assert.Null(Text(await OwnAsync(ada), "email"));

        Assert.Equal("ada@example.org", Text(await ChangeAsync(ada, new { email = "ada@example.org", password = ChatUser.Password }), "email"));
        // The same address again is no change.
        await ChangeAsync(ada, new { email = "ada@example.org", about = "x" });
        Assert.Null(Text(await ChangeAsync(ada, new { email = "", password = ChatUser.Password }), "email"));
    }

    [Theory]
    [InlineData("{\"display_name\": \"LONG\"}", "validation_failed", "display_name")]
    [InlineData("{\"display_name\": \"a\\u0007b\"}", "validation_failed", "display_name")]
    [InlineData("{\"about\": \"LONG\"}", "validation_failed", "about")]
    [InlineData("{\"about\": \"a\\u0000b\"}", "validation_failed", "about")]
    [InlineData("{\"time_zone\": \"Mars/Olympus\"}", "validation_failed", "time_zone")]
    [InlineData("{\"time_zone\": \"../../etc/passwd\"}", "validation_failed", "time_zone")]
    [InlineData("{\"time_zone\": \"localtime\"}", "validation_failed", "time_zone")]
    [InlineData("{\"language\": \"Klingon, please\"}", "validation_failed", "language")]
    [InlineData("{\"language\": \"de\\n\"}", "validation_failed", "language")]
    [InlineData("{\"email\": \"nobody\", \"password\": \"x\"}", "validation_failed", "email")]
    [InlineData("{\"email\": 7}", "invalid_request", null)]
    [InlineData("[]", "invalid_request", null)]
    public async Task A_bad_profile_gets_a_problem_and_changes_nothing(string body, string code, string? field)
    {
        var ada = await chat.NewUserAsync("ada");
        var before = (await OwnAsync(ada)).GetRawText();
        using var content = new StringContent(body.Replace("LONG", new string('x', 501), StringComparison.Ordinal), Encoding.UTF8, "application/json");
        var problem = await Api.ProblemAsync(await ada.Http.PatchAsync("/api/users/me/", content), 400, code);
        if (field is not null) Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        Assert.Equal(before, (await OwnAsync(ada)).GetRawText());
    }

    [Fact]
    public async Task Profiles_are_for_those_who_are_signed_in_and_of_those_who_exist()
    {
        var ada = await chat.NewUserAsync("ada");
        await Api.ProblemAsync(await chat.Anonymous().Http.GetAsync($"/api/users/{ada.Id}/"), 401, "not_signed_in");
        await Api.ProblemAsync(await chat.Anonymous().Http.GetAsync("/api/users/me/"), 401, "not_signed_in");
        await Api.ProblemAsync(await ada.Http.GetAsync("/api/users/999999999/"), 404, "user_not_found");
        await Api.ProblemAsync(await ada.Http.GetAsync("/api/users/nobody/"), 404, "not_found");
    }

    [Fact]
    public async Task A_new_password_ends_every_other_sign_in_and_the_old_one_opens_nothing()
    {
        var ada = await chat.NewUserAsync("ada");
        var other = await chat.SignInAsync(ada);
        await using var hub = await other.ListenAsync();
        using var change = await ada.Http.PostAsJsonAsync("/api/auth/password/", new { current_password = ChatUser.Password, new_password = NewPassword });
        Assert.Equal(HttpStatusCode.NoContent, change.StatusCode);

        await OwnAsync(ada);
        await Api.ProblemAsync(await other.Http.GetAsync("/api/users/me/"), 401, "not_signed_in");
        await Eventually.BecomesTrueAsync(() => hub.SignedOut.Contains("revoked"), "the other device's socket is closed");
        await Api.ProblemAsync(await LogInAsync(ada, ChatUser.Password), 401, "invalid_credentials");
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(ada, NewPassword)).StatusCode);
    }

    [Fact]
    public async Task Nobody_who_is_just_signing_in_with_the_old_password_outlives_the_new_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var ada = await chat.NewUserAsync("ada");
            var attempts = Enumerable.Range(0, 12).Select(_ => LogInAsync(ada, ChatUser.Password)).ToList();
            await Task.WhenAny(attempts);
            Assert.Equal(HttpStatusCode.NoContent, (await ChangePasswordAsync(ada, ChatUser.Password, NewPassword)).StatusCode);
            foreach (var reply in await Task.WhenAll(attempts)) reply.Dispose();
            var left = await Api.ReadAsync<List<JsonElement>>(await ada.Http.GetAsync("/api/auth/sign-ins/"));
            Assert.True(Assert.Single(left).GetProperty("is_current").GetBoolean());
        }
    }

    [Fact]
    public async Task A_password_is_changed_only_by_who_knows_it_and_guessing_is_slowed_down()
    {
        var ada = await chat.NewUserAsync("ada");
        await Api.ProblemAsync(await ChangePasswordAsync(ada, "", NewPassword), 400, "validation_failed");
        await Api.ProblemAsync(await ChangePasswordAsync(ada, ChatUser.Password, "short"), 400, "validation_failed");
        for (var i = 0; i < 10; i++) await Api.ProblemAsync(await ChangePasswordAsync(ada, "guess", NewPassword), 403, "wrong_password");
        using var tooMany = await ChangePasswordAsync(ada, ChatUser.Password, NewPassword);
        await Api.ProblemAsync(tooMany, 429, "rate_limited");
        Assert.True(tooMany.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        // Who guesses inside locks nobody out at the door.
        Assert.Equal(HttpStatusCode.OK, (await LogInAsync(ada, ChatUser.Password)).StatusCode);
    }

    static async Task<JsonElement> OwnAsync(ChatUser user) => await Api.ReadAsync<JsonElement>(await user.Http.GetAsync("/api/users/me/"));

    static Task<HttpResponseMessage> PatchAsync(ChatUser user, object body) => user.Http.PatchAsJsonAsync("/api/users/me/", body);

    static async Task<JsonElement> ChangeAsync(ChatUser user, object body) => await Api.ReadAsync<JsonElement>(await PatchAsync(user, body));

    static Task<HttpResponseMessage> ChangePasswordAsync(ChatUser user, string from, string to) =>
        user.Http.PostAsJsonAsync("/api/auth/password/", new { current_password = from, new_password = to });

    Task<HttpResponseMessage> LogInAsync(ChatUser user, string password) =>
        chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = user.Username, password });

    static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
