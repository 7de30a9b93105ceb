using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>
/// Web Push, through a push service of our own at an address that the configuration allows; all other addresses of this machine stand for what is inside.
/// </summary>
public sealed class PushTests(ChatSystem chat) : IAsyncLifetime
{
    const string Path = "/api/users/me/push-subscriptions/";

    /// <summary>Seconds; a message is told of some seconds after it is posted.</summary>
    const double Patience = 60;

    PushServer _service = null!;

    public async ValueTask InitializeAsync() => _service = await PushServer.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_mention_reaches_the_device_of_somebody_who_is_not_there()
    {
        var (ada, bob, session) = await SceneAsync("General");
        var device = await SubscribeAsync(bob);
        await ada.PostAsync(session.Id, "for nobody in particular");
        await ada.PostAsync(session.Id, $"**Look** @{bob.Username} & \"friends\" 🚀");

        var message = await NextAsync(device);
        AssertSays(message, $"{ada.Username} in General", $"Look @{bob.Username} & \"friends\" 🚀", session.Id);
        Assert.Equal("high", message.Urgency);
        Assert.InRange(message.Ttl, 86_000, 86_400);

        // One topic for each session: on a device that was off the newer takes the place of the older.
        var other = await ada.CreateSessionAsync("Elsewhere", bob);
        await ada.PostAsync(other.Id, $"@{bob.Username} here, too");
        var elsewhere = await NextAsync(device, after: 1);
        await ada.PostAsync(session.Id, $"@{bob.Username} again");
        var again = await NextAsync(device, after: 2);
        Assert.Equal(message.Topic, again.Topic);
        Assert.NotEqual(message.Topic, elsewhere.Topic);
        Assert.DoesNotContain(device.Messages, one => one.Body.GetRawText().Contains("nobody in particular", StringComparison.Ordinal));
        Assert.Empty(_service.Complaints);
    }

    [Theory]
    [InlineData("de-AT", " in „General“")]
    [InlineData("zh-Hans", "（General）")]
    [InlineData("tlh", " in General")]
    public async Task Who_and_where_is_said_in_the_language_of_the_account(string language, string where)
    {
        var (ada, bob, session) = await SceneAsync("General");
        await Api.ReadAsync<object>(await bob.Http.PatchAsJsonAsync("/api/users/me", new { language }));
        var device = await SubscribeAsync(bob);
        await ada.PostAsync(session.Id, $"@{bob.Username} look");
        AssertSays(await NextAsync(device), ada.Username + where, $"@{bob.Username} look", session.Id);
    }

    [Theory]
    [InlineData("en", " in Sealed", "New encrypted message")]
    [InlineData("de", " in „Sealed“", "Neue verschlüsselte Nachricht")]
    [InlineData("zh", "（Sealed）", "新的加密消息")]
    public async Task Of_an_encrypted_message_only_that_it_came_is_told(string language, string where, string body)
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await Api.ReadAsync<object>(await bob.Http.PatchAsJsonAsync("/api/users/me", new { language }));
        var session = await ada.CreateEncryptedSessionAsync("Sealed", bob);
        var device = await SubscribeAsync(bob);
        await bob.PostAsync(session.Id, KeyCopies.Text());
        await Api.ReadAsync<MessageView>(await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = KeyCopies.Text(), reply_to = 1 }));
        AssertSays(await NextAsync(device), ada.Username + where, body, session.Id);
    }

    [Fact]
    public async Task In_a_direct_session_everything_is_told_and_the_sender_is_enough_of_a_title()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await Api.ReadAsync<object>(await ada.Http.PatchAsJsonAsync("/api/users/me", new { display_name = "Ada L." }));
        var session = await Api.ReadAsync<SessionView>(await ada.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = bob.Id }));
        var (of, own) = (await SubscribeAsync(bob), await SubscribeAsync(ada));
        await Eventually.SucceedsAsync(async () =>
        {
            await ada.PostAsync(session.Id, "are you there?");
            return await NextAsync(of, seconds: 15);
        }, "the new name has come round", Patience);
        Assert.Equal("Ada L.", of.Messages.Last().Body.GetProperty("title").GetString());
        Assert.Empty(own.Messages);
    }

    [Fact]
    public async Task Whatever_ends_a_sign_in_ends_what_it_has_subscribed()
    {
        var (ada, bob, session) = await SceneAsync("General");
        var ways = new (string Name, Func<ChatUser, Task<HttpResponseMessage>> End)[]
        {
            ("signing out", phone => phone.Http.PostAsync("/api/auth/logout/", null)),
            ("ending it from afar", async phone => await bob.Http.DeleteAsync($"/api/auth/sign-ins/{await CurrentSignInAsync(phone)}/")),
            ("ending all others", _ => bob.Http.DeleteAsync("/api/auth/sign-ins/")),
            ("a new password", _ => bob.Http.PostAsJsonAsync("/api/auth/password/", new { current_password = ChatUser.Password, new_password = ChatUser.Password })),
        };
        var kept = await SubscribeAsync(bob);
        foreach (var (name, end) in ways)
        {
            var phone = await chat.SignInAsync(bob);
            var device = await SubscribeAsync(phone);
            Assert.Equal(2, (await ListAsync(bob)).Count);
            Assert.True((await end(phone)).IsSuccessStatusCode, name);
            Assert.True((await ListAsync(bob)).Count == 1, name);
            await ada.PostAsync(session.Id, $"@{bob.Username} after {name}");
            await NextAsync(kept, after: kept.Messages.Count);
            Assert.True(device.Messages.IsEmpty, name);
        }
    }

    [Fact]
    public async Task A_sign_in_that_ended_without_a_word_is_found_out_before_anything_is_sent()
    {
        var (ada, bob, session) = await SceneAsync("General");
        var (kept, phone) = (await SubscribeAsync(bob), await chat.SignInAsync(bob));
        var device = await SubscribeAsync(phone);
        var signIn = await CurrentSignInAsync(phone);
        // As after a crash between its end and what follows from it: only the record is gone.
        using (var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync((await chat.App.GetConnectionStringAsync("redis"))!))
            Assert.True(await redis.GetDatabase().KeyDeleteAsync($"accounts:signin:{signIn}"));
        await using var accounts = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!);
        Assert.Equal(2L, await accounts.ScalarAsync($"SELECT count(*) FROM push_subscriptions WHERE user_id = {bob.Id}"));
        await ada.PostAsync(session.Id, $"@{bob.Username} look");
        await NextAsync(kept);
        await Eventually.BecomesTrueAsync(
            async () => (long)(await accounts.ScalarAsync($"SELECT count(*) FROM push_subscriptions WHERE user_id = {bob.Id}"))! == 1, "it is deleted", Patience);
        Assert.Empty(device.Messages);
    }

    [Fact]
    public async Task Nothing_of_it_stays_of_who_is_deactivated_or_deleted()
    {
        var admin = await chat.NewAdministratorAsync();
        await using var accounts = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!);
        foreach (var end in new Func<ChatUser, Task<HttpResponseMessage>>[]
        {
            user => user.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password }),
            user => admin.Http.PostAsJsonAsync($"/api/admin/users/{user.Id}/deactivate/", new { }),
        })
        {
            var bob = await chat.NewUserAsync("bob");
            await SubscribeAsync(bob);
            Assert.True((await end(bob)).IsSuccessStatusCode);
            Assert.Equal(0L, await accounts.ScalarAsync($"SELECT count(*) FROM push_subscriptions WHERE user_id = {bob.Id}"));
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_subscription_that_its_service_does_not_know_any_more_is_removed(HttpStatusCode status)
    {
        var (ada, bob, session) = await SceneAsync("General");
        var device = await SubscribeAsync(bob);
        device.Answers.Enqueue(((int)status, null));
        await ada.PostAsync(session.Id, $"@{bob.Username} look");
        await Eventually.BecomesTrueAsync(async () => (await ListAsync(bob)).Count == 0, "it is removed", Patience);
        Assert.Empty(device.Messages);
    }

    [Fact]
    public async Task A_service_that_is_busy_is_asked_again_after_a_while_and_not_for_ever()
    {
        var (ada, bob, session) = await SceneAsync("General");
        var device = await SubscribeAsync(bob);
        foreach (var answer in new (int, int?)[] { (503, null), (429, 1), (500, 0) }) device.Answers.Enqueue(answer);
        await ada.PostAsync(session.Id, $"@{bob.Username} first");
        AssertSays(await NextAsync(device), $"{ada.Username} in General", $"@{bob.Username} first", session.Id);
        Assert.Equal([503, 429, 500], device.Refused);

        // Four times no is no; what comes later comes.
        for (var i = 0; i < 4; i++) device.Answers.Enqueue((503, null));
        await ada.PostAsync(session.Id, $"@{bob.Username} lost");
        await Eventually.BecomesTrueAsync(() => device.Refused.Count == 7, "it is given up", Patience);
        await ada.PostAsync(session.Id, $"@{bob.Username} last");
        AssertSays(await NextAsync(device, after: 1), $"{ada.Username} in General", $"@{bob.Username} last", session.Id);
        Assert.Equal(2, device.Messages.Count);
        Assert.Single(await ListAsync(bob));
    }

    [Fact]
    public async Task A_service_that_never_answers_holds_up_nobody_else()
    {
        var (ada, bob, session) = await SceneAsync("General");
        var carol = await chat.NewUserAsync("carol");
        await Api.ReadAsync<object>(await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = carol.Id }));
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        for (var i = 0; i < 20; i++)
        {
            using var browser = new PushBrowser();
            using var reply = await bob.Http.PostAsJsonAsync(Path, Body($"http://{silent.LocalEndpoint}/{i}", browser));
            Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        }
        var device = await SubscribeAsync(carol);
        for (var i = 1; i <= 3; i++)
        {
            await ada.PostAsync(session.Id, $"@{bob.Username} @{carol.Username} {i}");
            await Eventually.BecomesTrueAsync(() => device.Messages.Any(message => message.Body.GetProperty("body").GetString()!.EndsWith($" {i}", StringComparison.Ordinal)), $"{i} arrives", Patience);
        }
    }

    [Fact]
    public async Task A_subscription_is_made_once_and_moves_with_its_browser()
    {
        var (ada, bob, session) = await SceneAsync("General");
        var key = await PublicKeyAsync(bob);
        Assert.Equal(key, await PublicKeyAsync(ada));
        var device = _service.Subscribe(key);
        using var first = await bob.Http.PostAsJsonAsync(Path, device.Registration);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        var made = await Api.ReadAsync<SubscriptionView>(first);
        using var second = await bob.Http.PostAsJsonAsync(Path, device.Registration);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(made, await Api.ReadAsync<SubscriptionView>(second));
        Assert.Equal([made], await ListAsync(bob));

        // Somebody else signs in with this browser.
        using var third = await ada.Http.PostAsJsonAsync(Path, device.Registration);
        Assert.Equal(HttpStatusCode.Created, third.StatusCode);
        Assert.Empty(await ListAsync(bob));
        var moved = Assert.Single(await ListAsync(ada));
        await bob.PostAsync(session.Id, $"@{ada.Username} look");
        await NextAsync(device);

        await Api.ProblemAsync(await bob.Http.DeleteAsync($"{Path}{moved.Id}/"), 404, "push_subscription_not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"{Path}{moved.Id}/")).StatusCode);
        await Api.ProblemAsync(await ada.Http.DeleteAsync($"{Path}{moved.Id}/"), 404, "push_subscription_not_found");
        Assert.Empty(await ListAsync(ada));
    }

    [Fact]
    public async Task A_user_has_twenty_at_most_even_many_at_once()
    {
        var bob = await chat.NewUserAsync("bob");
        var replies = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => bob.Http.PostAsJsonAsync(Path, _service.Subscribe("").Registration)));
        Assert.Equal(20, replies.Count(reply => reply.StatusCode is HttpStatusCode.Created));
        foreach (var refused in replies.Where(reply => !reply.IsSuccessStatusCode)) await Api.ProblemAsync(refused, 400, "validation_failed");
        Assert.Equal(20, (await ListAsync(bob)).Count);
    }

    [Theory]
    [InlineData("http://127.0.0.2:8080/x")]
    [InlineData("https://127.0.0.2/x")]
    [InlineData("https://10.0.0.1/x")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[::1]/x")]
    [InlineData("https://[::ffff:127.0.0.2]/x")]
    [InlineData("https://2130706434/x")]
    [InlineData("https://0x7f.0.0.2/x")]
    [InlineData("https://no-such-name.invalid/x")]
    [InlineData("http://93.184.216.34/x")]
    [InlineData("https://93.184.216.34:8443/x")]
    [InlineData("https://user:secret@93.184.216.34/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://93.184.216.34/x")]
    [InlineData("/x")]
    public async Task What_is_no_push_service_outside_is_refused(string endpoint)
    {
        var bob = await chat.NewUserAsync("bob");
        using var browser = new PushBrowser();
        await Api.ProblemAsync(await bob.Http.PostAsJsonAsync(Path, Body(endpoint, browser)), 422, "push_endpoint_refused");
        Assert.Empty(await ListAsync(bob));
    }

    [Fact]
    public async Task An_address_outside_is_taken()
    {
        var bob = await chat.NewUserAsync("bob");
        using var browser = new PushBrowser();
        Assert.Equal(HttpStatusCode.Created, (await bob.Http.PostAsJsonAsync(Path, Body($"https://93.184.216.34/{Guid.NewGuid()}", browser))).StatusCode);
    }

    [Fact]
    public async Task What_leads_inside_by_the_time_it_is_sent_to_is_not_asked()
    {
        var (ada, bob, session) = await SceneAsync("General");
        await using var inside = await PushServer.StartAsync("127.0.0.2");
        var secret = inside.Subscribe(await PublicKeyAsync(bob));
        var device = await SubscribeAsync(bob);
        // A name that leads elsewhere than when it was registered; the check before is passed.
        await using var accounts = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("accountsdb"))!);
        await accounts.ExecuteAsync($"UPDATE push_subscriptions SET endpoint = '{secret.Endpoint}' WHERE user_id = {bob.Id}");
        // Nor is a redirect followed.
        var carol = await chat.NewUserAsync("carol");
        await Api.ReadAsync<object>(await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = carol.Id }));
        await using var site = new PageServer("127.0.0.1");
        var asked = site.Redirect("/round", secret.Endpoint);
        using var browser = new PushBrowser();
        await Api.ReadAsync<object>(await carol.Http.PostAsJsonAsync(Path, Body(asked, browser)));

        await ada.PostAsync(session.Id, $"@{bob.Username} @{carol.Username} look");
        await Eventually.BecomesTrueAsync(async () => (await ListAsync(bob)).Count == 0, "it is removed", Patience);
        await Eventually.BecomesTrueAsync(() => site.CountOf("/round") == 1, "the redirect is asked", Patience);
        Assert.Empty(device.Messages);
        Assert.Empty(secret.Messages);
        Assert.Empty(inside.Complaints);
    }

    [Fact]
    public async Task Bad_keys_are_refused_by_field()
    {
        var bob = await chat.NewUserAsync("bob");
        using var browser = new PushBrowser();
        var endpoint = $"{_service.Origin}/to/x";
        foreach (var (body, field) in new (object, string)[]
        {
            (new { endpoint }, "keys.p256dh"),
            (new { endpoint, keys = new { p256dh = "AAAA", auth = browser.Auth } }, "keys.p256dh"),
            (new { endpoint, keys = new { p256dh = browser.Auth, auth = browser.Auth } }, "keys.p256dh"),
            (new { endpoint, keys = new { p256dh = "B" + new string('A', 86), auth = browser.Auth } }, "keys.p256dh"),
            (new { endpoint, keys = new { p256dh = browser.P256dh, auth = "?" } }, "keys.auth"),
            (new { endpoint, keys = new { p256dh = browser.P256dh, auth = browser.P256dh } }, "keys.auth"),
            (new { keys = new { p256dh = browser.P256dh, auth = browser.Auth } }, "endpoint"),
            (Body("https://93.184.216.34/" + new string('x', 2000), browser), "endpoint"),
        })
        {
            var problem = await Api.ProblemAsync(await bob.Http.PostAsJsonAsync(Path, body), 400, "validation_failed");
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        }
        Assert.Empty(await ListAsync(bob));
    }

    [Fact]
    public async Task What_is_kept_is_in_the_export()
    {
        var bob = await chat.NewUserAsync("bob");
        var device = await SubscribeAsync(bob);
        var export = await Api.ReadAsync<JsonElement>(await bob.Http.GetAsync("/api/users/me/export/"));
        Assert.Equal(device.Endpoint, Assert.Single(export.GetProperty("push_subscriptions").EnumerateArray()).GetProperty("endpoint").GetString());
    }

    [Fact]
    public async Task Every_instance_has_the_same_key_and_where_push_is_off_there_is_none()
    {
        var bob = await chat.NewUserAsync("bob");
        var known = await PublicKeyAsync(bob);
        await using var more = await OneMore.StartAsync(chat, "accounts", []);
        await using var off = await OneMore.StartAsync(chat, "accounts", [new("Push__Enabled", "false")]);
        await more.IsReadyAsync();
        await off.IsReadyAsync();
        Assert.Equal(known, await PublicKeyAsync((await bob.SignInWithTokenAsync(more.Address)).Http));
        var there = (await bob.SignInWithTokenAsync(off.Address)).Http;
        Assert.Null(await PublicKeyAsync(there));
        using var browser = new PushBrowser();
        await Api.ProblemAsync(await there.PostAsJsonAsync(Path, Body($"{_service.Origin}/to/x", browser)), 403, "forbidden");
    }

    async Task<(ChatUser Ada, ChatUser Bob, SessionView Session)> SceneAsync(string name)
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        return (ada, bob, await ada.CreateSessionAsync(name, bob));
    }

    async Task<PushServer.Device> SubscribeAsync(ChatUser user)
    {
        var device = _service.Subscribe((await PublicKeyAsync(user))!);
        using var reply = await user.Http.PostAsJsonAsync(Path, device.Registration);
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return device;
    }

    static object Body(string endpoint, PushBrowser browser) => new { endpoint, keys = new { p256dh = browser.P256dh, auth = browser.Auth } };

    static Task<string> PublicKeyAsync(ChatUser user) => PublicKeyAsync(user.Http)!;

    static async Task<string?> PublicKeyAsync(HttpClient http) => (await Api.ReadAsync<JsonElement>(await http.GetAsync(Path))).GetProperty("public_key").GetString();

    static async Task<List<SubscriptionView>> ListAsync(ChatUser user) =>
        (await Api.ReadAsync<JsonElement>(await user.Http.GetAsync(Path))).GetProperty("subscriptions").Deserialize<List<SubscriptionView>>(Api.Json)!;

    static async Task<string> CurrentSignInAsync(ChatUser user) => (await Api.ReadAsync<List<JsonElement>>(await user.Http.GetAsync("/api/auth/sign-ins/")))
        .Single(signIn => signIn.GetProperty("is_current").GetBoolean()).GetProperty("id").GetString()!;

    /// <summary>Waits for one message more than were there.</summary>
    async Task<PushServer.Message> NextAsync(PushServer.Device device, int after = 0, double seconds = Patience)
    {
        await Eventually.BecomesTrueAsync(() => device.Messages.Count > after || !_service.Complaints.IsEmpty, "a message arrives", seconds);
        Assert.Empty(_service.Complaints);
        return device.Messages.ElementAt(after);
    }

    static void AssertSays(PushServer.Message message, string title, string body, long sessionId)
    {
        var told = message.Body.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString());
        Assert.Equal(new() { ["title"] = title, ["body"] = body, ["tag"] = $"chat-{sessionId}", ["path"] = $"/room/{sessionId}/" }, told);
    }

    sealed record SubscriptionView(long Id, DateTime CreatedAt);
}
