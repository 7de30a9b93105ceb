using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Chat.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace Chat.SystemTests;

/// <summary>What is left of users who were deleted or deactivated, wherever they were.</summary>
public sealed class DepartureTests(ChatSystem chat)
{
    static readonly byte[] Pdf = Encoding.UTF8.GetBytes("%PDF-1.7\n" + new string('x', 5000));

    [Fact]
    public async Task A_deleted_users_files_reactions_and_quotes_stay_and_everything_of_the_person_goes()
    {
        var (ada, bob, cem) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cem"));
        var session = await bob.CreateSessionAsync("Departure", ada, cem);
        var file = Assert.Single((await ada.PostFilesAsync(session.Id, "with a file", await ada.Http.UploadAsync(Pdf, "kept.pdf"))).Attachments!);
        var bobs = await bob.PostAsync(session.Id, "of bob");
        using (var reaction = await ada.Http.PutAsync($"/api/messages/{bobs.Id}/reactions/👍/", null)) Assert.Equal(HttpStatusCode.OK, reaction.StatusCode);
        using (var read = await cem.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 2 })) Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        // Ada has not read it.
        Assert.False((await bob.ListAsync(session.Id))[^1].IsRead);
        using var picture = new ByteArrayContent(Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")) { Headers = { ContentType = new("image/gif") } };
        var avatar = (await Api.ReadAsync<JsonElement>(await ada.Http.PutAsync("/api/users/me/avatar/", picture))).GetProperty("avatar_url").GetString()!;
        using (var seen = await bob.Http.GetAsync(avatar)) Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        await using var observer = await bob.ListenAsync();
        await using var phone = await (await chat.SignInAsync(ada)).ListenAsync();
        using var socket = await ada.OpenSocketAsync(session.Id);
        var (direct, _) = await ada.SignInWithTokenAsync(chat.AddressOf("messages"));
        await ShowsAsync(observer, session.Id, ada, bob);

        using (var deleted = await ada.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password })) Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        await phone.Closed.WaitAsync(TimeSpan.FromSeconds(20));
        // Signed out, or out of the session: whichever is heard first.
        Assert.True(await socket.CloseCodeAsync() is 4401 or 4403);
        await ShowsAsync(observer, session.Id, bob);
        await Eventually.BecomesTrueAsync(
            async () => (await direct.GetAsync($"/api/messages/?session_id={session.Id}")).StatusCode is HttpStatusCode.Unauthorized, "a token that is still alive is refused", 60);
        await Api.ProblemAsync(await bob.Http.GetAsync(avatar), 404, "avatar_not_found");

        // Everybody who is left has read it now.
        await Eventually.BecomesTrueAsync(async () => (await bob.ListAsync(session.Id))[^1].IsRead, "who is gone is not waited for");
        var left = await bob.ListAsync(session.Id);
        Assert.Equal("with a file", left[0].Content);
        Assert.Equal(Pdf, await bob.Http.GetByteArrayAsync(file.Url));
        Assert.Equal([ada.Id], Assert.Single(left[1].Reactions!).UserIds);
    }

    [Fact]
    public async Task A_deactivated_user_stays_where_they_were_but_nobody_new_reaches_them()
    {
        var (admin, eve, bob) = (await chat.AdministratorAsync(), await chat.NewUserAsync("eve"), await chat.NewUserAsync("bob"));
        var session = await bob.CreateSessionAsync("Left as it was", eve);
        var file = Assert.Single((await eve.PostFilesAsync(session.Id, "still mine", await eve.Http.UploadAsync(Pdf, "kept.pdf"))).Attachments!);
        var other = await bob.CreateSessionAsync("Another");
        await using var observer = await bob.ListenAsync();
        await using var listener = await eve.ListenAsync();
        await ShowsAsync(observer, session.Id, bob, eve);

        await admin.ActAsync(eve.Id, "deactivate");
        await ShowsAsync(observer, session.Id, bob);
        Assert.Equal(2, (await Api.ReadAsync<SessionView>(await bob.Http.GetAsync($"/api/sessions/{session.Id}/"))).ParticipantCount);
        var message = Assert.Single(await bob.ListAsync(session.Id));
        Assert.Equal(("still mine", eve.Username), (message.Content, message.Sender.Username));
        Assert.Equal(Pdf, await bob.Http.GetByteArrayAsync(file.Url));
        Assert.Empty(await FoundAsync(bob, eve));
        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/users/{eve.Id}/"), 404, "user_not_found");
        await Api.ProblemAsync(await bob.Http.PostAsJsonAsync($"/api/sessions/{other.Id}/participants/", new { user_id = eve.Id }), 404, "user_not_found");
        await Api.ProblemAsync(await bob.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = eve.Id }), 404, "user_not_found");

        await admin.ActAsync(eve.Id, "reactivate");
        Assert.Single(await FoundAsync(bob, eve));
        var back = await chat.SignInAsync(eve);
        await back.PostAsync(session.Id, "back again");
        await using var again = await back.ListenAsync();
        await ShowsAsync(observer, session.Id, bob, eve);
    }

    [Fact]
    public async Task A_session_whose_only_owner_is_deactivated_goes_on_and_administrators_can_close_it()
    {
        var (admin, owner, bob) = (await chat.AdministratorAsync(), await chat.NewUserAsync("owner"), await chat.NewUserAsync("bob"));
        var session = await owner.CreateSessionAsync("Without its owner", bob);
        await admin.ActAsync(owner.Id, "deactivate");

        var said = await bob.PostAsync(session.Id, "we go on");
        // Who is away has not read it, and may come back and do.
        Assert.False((await bob.ListAsync(session.Id))[0].IsRead);
        await Api.ProblemAsync(await bob.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "Ours" }), 403, "forbidden");
        Assert.Equal("owner", (await Api.ReadAsync<SessionView>(await bob.Http.GetAsync($"/api/sessions/{session.Id}/"))).Participants.Single(one => one.Id == owner.Id).Role);
        using (var closed = await admin.Http.PostAsJsonAsync($"/api/admin/sessions/{session.Id}/deactivate/", new { reason = "test" })) Assert.Equal(HttpStatusCode.OK, closed.StatusCode);
        await Api.ProblemAsync(await bob.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "no more" }), 409, "session_inactive");
        using (var opened = await admin.Http.PostAsJsonAsync($"/api/admin/sessions/{session.Id}/reactivate/", new { })) Assert.Equal(HttpStatusCode.OK, opened.StatusCode);

        await admin.ActAsync(owner.Id, "reactivate");
        var back = await chat.SignInAsync(owner);
        using (var read = await back.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = said.Seq })) Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.True((await bob.ListAsync(session.Id))[0].IsRead);
        using (var renamed = await back.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "Mine again" })) Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);

        // Gone for good: somebody else owns it.
        using (var deleted = await back.Http.PostAsJsonAsync("/api/users/me/delete/", new { password = ChatUser.Password })) Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await Eventually.BecomesTrueAsync(async () => (await Api.ReadAsync<SessionView>(await bob.Http.GetAsync($"/api/sessions/{session.Id}/"))).MyRole == "owner", "bob owns it");
    }

    static async Task<List<JsonElement>> FoundAsync(ChatUser user, ChatUser other) =>
        await Api.ReadAsync<List<JsonElement>>(await user.Http.GetAsync($"/api/users/?q={other.Username}"));

    static Task ShowsAsync(HubListener listener, long sessionId, params ChatUser[] users) => Eventually.BecomesTrueAsync(
        async () =>
        {
            try
            {
                var reply = await listener.Hub.InvokeAsync<JsonElement>("presence", new { session_id = sessionId });
                return reply.GetProperty("online").EnumerateArray().Select(id => id.GetInt64()).Order().SequenceEqual(users.Select(user => user.Id).Order());
            }
            catch (HubException e) when (e.Message.Contains("rate_limited", StringComparison.Ordinal))
            {
                return false;
            }
        }, $"these {users.Length} are online", 60);
}
