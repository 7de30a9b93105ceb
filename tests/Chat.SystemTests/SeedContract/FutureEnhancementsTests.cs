using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary>"Future Enhancements": what the design only planned, in its order. Each has tests in depth elsewhere (docs/seed.md).</summary>
public sealed class FutureEnhancementsTests(ChatSystem chat)
{
    [Fact]
    public async Task Message_history_has_pages_and_a_search()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("History");
        for (var i = 1; i <= 5; i++) await ada.PostAsync(session.Id, $"chapter{i} of the story");
        Assert.Equal([4L, 5L], (await ada.ListAsync(session.Id, "&limit=2")).Select(message => message.Seq));
        Assert.Equal([2L, 3L], (await ada.ListAsync(session.Id, "&limit=2&before_seq=4")).Select(message => message.Seq));
        var found = await Api.ReadAsync<JsonElement>(await ada.Http.GetAsync($"/api/search/messages/?q=chapter3+in:{session.Id}"));
        Assert.Equal(3, Assert.Single(found.GetProperty("results").EnumerateArray()).GetProperty("message").GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task Images_and_files_are_shared()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Files", bob);
        var posted = await ada.PostFilesAsync(session.Id, "look", await ada.Http.UploadAsync(TestPictures.Large(), "view.png"), await ada.Http.UploadAsync("text"u8.ToArray(), "notes.txt"));
        Assert.Equal(["image", "file"], posted.Attachments!.Select(file => file.Kind == "image" ? "image" : "file"));
        Assert.Equal(HttpStatusCode.OK, (await bob.Http.GetAsync(posted.Attachments![0].ThumbnailUrl)).StatusCode);
        Assert.Equal("text", await bob.Http.GetStringAsync(posted.Attachments![1].Url));
    }

    [Fact]
    public async Task Who_is_away_is_notified_by_email_and_push()
    {
        await chat.Mail.StartAsync();
        await using var service = await PushServer.StartAsync();
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await Api.ReadAsync<JsonElement>(await bob.Http.PatchAsJsonAsync("/api/users/me/", new { email = $"{bob.Username}@example.org", password = ChatUser.Password }));
        const string Subscriptions = "/api/users/me/push-subscriptions/";
        var device = service.Subscribe((await Api.ReadAsync<JsonElement>(await bob.Http.GetAsync(Subscriptions))).GetProperty("public_key").GetString()!);
        using (var subscribed = await bob.Http.PostAsJsonAsync(Subscriptions, device.Registration)) Assert.Equal(HttpStatusCode.Created, subscribed.StatusCode);
        var session = await ada.CreateSessionAsync("Away", bob);
        await ada.PostAsync(session.Id, $"@{bob.Username} are you there?");
        await Eventually.BecomesTrueAsync(() => !device.Messages.IsEmpty, "the device is told", 60);
        Assert.Contains("are you there?", await chat.Mail.NextToAsync($"{bob.Username}@example.org", seconds: 90), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moderators_delete_what_others_have_said_and_members_do_not()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Moderated", bob, eve);
        var message = await eve.PostAsync(session.Id, "out of place");
        await Api.ProblemAsync(await bob.Http.DeleteAsync($"/api/messages/{message.Id}/"), 403, "forbidden");
        await Api.ReadAsync<JsonElement>(await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/participants/{bob.Id}/", new { role = "moderator" }));
        Assert.Equal(HttpStatusCode.NoContent, (await bob.Http.DeleteAsync($"/api/messages/{message.Id}/")).StatusCode);
        Assert.Equal("", Assert.Single(await eve.ListAsync(session.Id)).Content);
    }

    [Fact]
    public async Task An_encrypted_session_takes_nothing_that_the_server_could_read()
    {
        var ada = await chat.NewUserAsync("ada");
        using var made = await ada.Http.PostAsJsonAsync("/api/sessions/", new { name = "Sealed", is_encrypted = true });
        var session = await Api.ReadAsync<SessionView>(made);
        using var plain = await ada.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "for everybody to read" });
        Assert.Equal("encryption_required", JsonSerializer.Deserialize<JsonElement>(await plain.Content.ReadAsStringAsync()).GetProperty("code").GetString());
        Assert.Empty(await ada.ListAsync(session.Id));
    }

    [Fact]
    public async Task What_is_said_while_somebody_is_offline_waits_for_them()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Offline", bob);
        long held;
        await using (var hub = await bob.ListenAsync()) held = hub.Joined.Sessions.Single(one => one.SessionId == session.Id).Rev;
        for (var i = 1; i <= 3; i++) await ada.PostAsync(session.Id, $"while you were away {i}");
        await using var again = await bob.ListenAsync();
        var missed = Assert.Single((await again.ResumeAsync(new Dictionary<long, long> { [session.Id] = held })).Changes);
        Assert.Equal(3, missed.Messages.Count);
    }

    [Fact]
    public async Task A_mobile_app_needs_tokens_and_no_cookies()
    {
        var ada = await chat.NewUserAsync("ada");
        var (http, refresh) = await ada.SignInWithTokenAsync();
        using (http)
        {
            using var made = await http.PostAsJsonAsync("/api/sessions/", new { name = "On the road" });
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            using var fresh = await http.PostAsJsonAsync("/api/auth/refresh", new { refresh_token = refresh });
            Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
        }
    }

    [Fact]
    public async Task How_much_it_is_used_is_counted_and_nobody_is_named()
    {
        var figures = await Api.ReadAsync<JsonElement>(await (await chat.AdministratorAsync()).Http.GetAsync("/api/admin/figures/"));
        var active = figures.GetProperty("active_users");
        Assert.True(active.GetProperty("week").GetInt64() >= active.GetProperty("day").GetInt64());
        Assert.DoesNotContain("username", figures.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_page_is_kept_and_never_stale()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Kept");
        for (var i = 1; i <= 10; i++)
        {
            var message = await ada.PostAsync(session.Id, $"{i}");
            Assert.Equal(message.Content, (await ada.ListAsync(session.Id))[^1].Content);
        }
    }
}
