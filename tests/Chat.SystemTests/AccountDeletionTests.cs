using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>Users take their data with them, and go for good.</summary>
public sealed class AccountDeletionTests(ChatSystem chat)
{
    [Fact]
    public async Task A_deleted_user_is_out_everywhere_and_their_messages_stay_without_their_name()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await bob.CreateSessionAsync("Farewell", ada);
        await ada.PostAsync(session.Id, "remember me");
        var phone = await chat.SignInAsync(ada);
        await using var hub = await phone.ListenAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(ada, ChatUser.Password)).StatusCode);
        foreach (var device in new[] { ada, phone }) await Api.ProblemAsync(await device.Http.GetAsync("/api/sessions/"), 401, "not_signed_in");
        await Eventually.BecomesTrueAsync(() => hub.SignedOut.Contains("deleted"), "the other device's socket is closed");
        using var login = await chat.Anonymous().Http.PostAsJsonAsync("/api/auth/login", new { username = ada.Username, password = ChatUser.Password });
        await Api.ProblemAsync(login, 401, "invalid_credentials");

        await Eventually.BecomesTrueAsync(
            async () => (await SessionAsync(bob, session.Id)).Participants.Select(one => one.Id).SequenceEqual([bob.Id]), "the user has left the session");
        await Eventually.BecomesTrueAsync(
            async () => (await bob.ListAsync(session.Id, "&after_seq=0"))[0].Sender.DisplayName == "Deleted user", "the message is of a deleted user");
        var message = (await bob.ListAsync(session.Id, "&after_seq=0"))[0];
        Assert.Equal(("remember me", ada.Id), (message.Content, message.Sender.Id));
        Assert.DoesNotContain(ada.Username, message.Sender.Username, StringComparison.OrdinalIgnoreCase);

        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/users/{ada.Id}/"), 404, "user_not_found");
        Assert.Empty(await Api.ReadAsync<List<JsonElement>>(await bob.Http.GetAsync($"/api/users/?q={ada.Username}")));
        Assert.Empty(await Api.ReadAsync<List<JsonElement>>(await bob.Http.GetAsync("/api/users/?q=~deleted")));
        using var added = await bob.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = ada.Id });
        await Api.ProblemAsync(added, 404, "user_not_found");
    }

    [Fact]
    public async Task The_name_is_free_again_and_whoever_takes_it_is_somebody_else()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await bob.CreateSessionAsync("Names", ada);
        await DeleteAsync(ada, ChatUser.Password);
        var other = new ChatUser(chat.Gateway, chat.Description);
        var me = await Api.ReadAsync<JsonElement>(
            await other.Http.PostAsJsonAsync("/api/auth/register", new { username = ada.Username, password = ChatUser.Password }));
        Assert.NotEqual(ada.Id, me.GetProperty("id").GetInt64());
        await Api.ProblemAsync(await other.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
    }

    [Fact]
    public async Task Sessions_without_an_owner_get_the_moderator_or_the_oldest_member_and_empty_ones_go()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var byRole = await ada.CreateSessionAsync("By role", bob, eve);
        await Api.ReadAsync<JsonElement>(await ada.Http.PatchAsJsonAsync($"/api/sessions/{byRole.Id}/participants/{eve.Id}/", new { role = "moderator" }));
        var byAge = await ada.CreateSessionAsync("By age");
        foreach (var next in new[] { eve, bob })
            await Api.ReadAsync<JsonElement>(await ada.Http.PostAsJsonAsync($"/api/sessions/{byAge.Id}/participants/", new { user_id = next.Id }));
        var owned = await bob.CreateSessionAsync("Owned by another", ada, eve);
        await using var hub = await eve.ListenAsync();

        await DeleteAsync(ada, ChatUser.Password);
        await Eventually.BecomesTrueAsync(async () => await OwnerAsync(eve, byRole.Id) == eve.Id, "the moderator owns the session");
        await Eventually.BecomesTrueAsync(async () => await OwnerAsync(eve, byAge.Id) == eve.Id, "the oldest member owns the session");
        await Eventually.BecomesTrueAsync(async () => (await SessionAsync(eve, owned.Id)).ParticipantCount == 2, "the user has left");
        Assert.Equal(bob.Id, await OwnerAsync(eve, owned.Id));
        await Eventually.BecomesTrueAsync(() => hub.Notices.Any(notice => notice.SessionId == byRole.Id && notice.Change == "participants"), "the others are told");
        // The new owner's rights are real, also where messages are.
        var message = await bob.PostAsync(byAge.Id, "to be deleted by the owner");
        await Eventually.BecomesTrueAsync(
            async () => (await eve.Http.DeleteAsync($"/api/messages/{message.Id}/")).StatusCode == HttpStatusCode.NoContent, "the new owner deletes a message");
    }

    [Fact]
    public async Task Deleting_needs_the_password()
    {
        var ada = await chat.NewUserAsync("ada");
        await Api.ProblemAsync(await DeleteAsync(ada, null), 400, "validation_failed");
        await Api.ProblemAsync(await DeleteAsync(ada, "not this one"), 403, "wrong_password");
        await Api.ProblemAsync(await DeleteAsync(chat.Anonymous(), ChatUser.Password), 401, "not_signed_in");
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/users/me/")).StatusCode);
    }

    [Fact]
    public async Task The_export_holds_the_account_the_sign_ins_the_sessions_and_ones_own_messages()
    {
        const int Many = 1200;
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        await Api.ReadAsync<JsonElement>(await ada.Http.PatchAsJsonAsync("/api/users/me/", new { about = "Größe & <b>", email = "a@example.org", password = ChatUser.Password }));
        var (kept, left) = (await ada.CreateSessionAsync("Kept", bob), await bob.CreateSessionAsync("Left", ada));
        await bob.PostAsync(kept.Id, "not mine");
        await ada.PostAsync(left.Id, "before I left");
        await ada.Http.DeleteAsync($"/api/sessions/{left.Id}/participants/{ada.Id}/");
        await using (var hub = await ada.ListenAsync())
        {
            foreach (var some in Enumerable.Range(0, Many).Chunk(100))
                await Task.WhenAll(some.Select(i => Eventually.SucceedsAsync(() => hub.SendAsync(kept.Id, $"mine {i}", new Guid(i + 1, 0, 0, new byte[8])), "the message is taken")));
        }
        var deleted = await Eventually.SucceedsAsync(() => ada.PostAsync(kept.Id, "taken back"), "the message is taken");
        await ada.Http.DeleteAsync($"/api/messages/{deleted.Id}/");

        using var reply = await ada.Http.GetAsync("/api/users/me/export/");
        Assert.Equal("attachment", reply.Content.Headers.ContentDisposition?.DispositionType);
        Assert.StartsWith($"chat-{ada.Username}-", reply.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
        var export = await Api.ReadAsync<JsonElement>(reply);
        Assert.Equal((ada.Username, "Größe & <b>"), (export.GetProperty("account").GetProperty("username").GetString(), export.GetProperty("account").GetProperty("about").GetString()));
        Assert.True(Assert.Single(export.GetProperty("sign_ins").EnumerateArray()).GetProperty("is_current").GetBoolean());
        var session = Assert.Single(export.GetProperty("sessions").EnumerateArray());
        Assert.Equal((kept.Id, "Kept", "owner"), (session.GetProperty("id").GetInt64(), session.GetProperty("name").GetString(), session.GetProperty("role").GetString()));
        var contents = export.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()!).ToList();
        Assert.Equal(Many + 1, contents.Count);
        Assert.Equal(Enumerable.Range(0, Many).Select(i => $"mine {i}").Append("before I left").Order(), contents.Order());
        await Api.ProblemAsync(await chat.Anonymous().Http.GetAsync("/api/users/me/export/"), 401, "not_signed_in");
    }

    [Fact]
    public async Task While_messages_are_away_the_export_is_refused_and_not_cut()
    {
        var ada = await chat.NewUserAsync("ada");
        await chat.StopAsync("messages");
        try
        {
            await Api.ProblemAsync(await ada.Http.GetAsync("/api/users/me/export/"), 503, "unavailable");
        }
        finally
        {
            await chat.StartAsync("messages");
            await Eventually.SucceedsAsync(async () => await Api.ReadAsync<JsonElement>(await ada.Http.GetAsync("/api/users/me/export/")), "messages are back");
        }
    }

    static Task<HttpResponseMessage> DeleteAsync(ChatUser user, string? password) => user.Http.PostAsJsonAsync("/api/users/me/delete/", new { password });

    static async Task<SessionView> SessionAsync(ChatUser user, long id) => await Api.ReadAsync<SessionView>(await user.Http.GetAsync($"/api/sessions/{id}/"));

    static async Task<long> OwnerAsync(ChatUser user, long id) => (await SessionAsync(user, id)).Participants.Single(one => one.Role == "owner").Id;
}
