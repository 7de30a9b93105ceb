using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>What helps people to find their way: pins, mute, direct sessions, invitations, mentions.</summary>
public sealed class FindingTests(ChatSystem chat)
{
    [Fact]
    public async Task Pins_and_mute_are_each_participants_own()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Pinned", bob);
        Assert.Equal(new PreferencesView(false, false, 0), session.Preferences);

        await using var device = await ada.ListenAsync();
        await using var other = await bob.ListenAsync();
        var first = await Api.ReadAsync<PreferencesView>(await ada.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/preferences/", new { pinned = true, muted = false }));
        Assert.Equal(new PreferencesView(true, false, 1), first);
        var second = await Api.ReadAsync<PreferencesView>(await ada.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/preferences/", new { pinned = true, muted = true }));
        Assert.Equal(new PreferencesView(true, true, 2), second);

        // The user's other devices hear of it, nobody else's.
        await Eventually.BecomesTrueAsync(() => device.Notices.Count(notice => notice.Change == "preferences") == 2, "both changes are heard");
        Assert.Equal([1, 2], device.Notices.Where(notice => notice.Change == "preferences" && notice.SessionId == session.Id).Select(notice => notice.Version).Order());
        Assert.DoesNotContain(other.Notices, notice => notice.Change == "preferences");

        var listed = await Api.ReadAsync<List<SessionView>>(await ada.Http.GetAsync("/api/sessions/"));
        Assert.Equal(second, Assert.Single(listed).Preferences);
        var others = await Api.ReadAsync<SessionView>(await bob.Http.GetAsync($"/api/sessions/{session.Id}/"));
        Assert.Equal(new PreferencesView(false, false, 0), others.Preferences);
        Assert.Equal(session.Version, others.Version);
        await Api.ProblemAsync(await ada.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/preferences/", new { pinned = true }), 400, "validation_failed");
    }

    [Fact]
    public async Task A_direct_session_is_made_once_and_named_by_the_other()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        using var made = await ada.Http.PostAsJsonAsync("/api/sessions/direct/", new { username = bob.Username });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var session = await Api.ReadAsync<SessionView>(made);
        Assert.Equal(("direct", "member", 2), (session.Kind, session.MyRole, session.ParticipantCount));
        Assert.Equal(session.Participants.Single(one => one.Id == bob.Id).DisplayName, session.Name);

        using var found = await bob.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = ada.Id });
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        var seen = await Api.ReadAsync<SessionView>(found);
        Assert.Equal(session.Id, seen.Id);
        Assert.Equal(seen.Participants.Single(one => one.Id == ada.Id).DisplayName, seen.Name);
        await bob.PostAsync(session.Id, "hello");

        await Api.ProblemAsync(await ada.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = ada.Id }), 400, "validation_failed");
        await Api.ProblemAsync(await ada.Http.PostAsJsonAsync("/api/sessions/direct/", new { username = "nobody-at-all" }), 404, "user_not_found");
        await Api.ProblemAsync(await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "Ours" }), 403, "forbidden");
        await Api.ProblemAsync(await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{ada.Id}/"), 403, "forbidden");
        var eve = await chat.NewUserAsync("eve");
        await Api.ProblemAsync(await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { user_id = eve.Id }), 403, "forbidden");
        await Api.ProblemAsync(await eve.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
    }

    [Fact]
    public async Task Two_who_write_to_each_other_at_the_same_moment_meet_in_one_session()
    {
        for (var round = 0; round < 5; round++)
        {
            var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(turn => turn % 2 == 0
                ? ada.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = bob.Id })
                : bob.Http.PostAsJsonAsync("/api/sessions/direct/", new { user_id = ada.Id })));
            var sessions = await Task.WhenAll(answers.Select(Api.ReadAsync<SessionView>));
            Assert.Single(sessions.Select(session => session.Id).Distinct());
            Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        }
    }

    [Fact]
    public async Task An_invitation_lets_in_until_it_is_taken_back_or_expires()
    {
        var (ada, bob, cat, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("cat"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Open house");
        var invitation = await InviteAsync(ada, session.Id);
        var look = await Api.ReadAsync<InvitedView>(await bob.Http.GetAsync($"/api/invitations/{invitation.Token}/"));
        Assert.Equal(("Open house", 1, null), (look.SessionName, look.ParticipantCount, look.SessionId));

        await using var hub = await bob.ListenAsync();
        using var joined = await bob.Http.PostAsync($"/api/invitations/{invitation.Token}/", null);
        Assert.Equal(HttpStatusCode.Created, joined.StatusCode);
        Assert.Equal("member", (await Api.ReadAsync<SessionView>(joined)).MyRole);
        await bob.PostAsync(session.Id, "I am in");
        Assert.Equal(HttpStatusCode.OK, (await bob.Http.PostAsync($"/api/invitations/{invitation.Token}/", null)).StatusCode);
        Assert.Equal(session.Id, (await Api.ReadAsync<InvitedView>(await bob.Http.GetAsync($"/api/invitations/{invitation.Token}/"))).SessionId);
        var listed = await Api.ReadAsync<List<InvitationView>>(await ada.Http.GetAsync($"/api/sessions/{session.Id}/invitations/"));
        Assert.Equal((invitation.Id, 1, null), (listed[0].Id, listed[0].Uses, listed[0].Token));

        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/invitations/{invitation.Id}/")).StatusCode);
        await Api.ProblemAsync(await cat.Http.PostAsync($"/api/invitations/{invitation.Token}/", null), 404, "invitation_not_found");
        await Api.ProblemAsync(await cat.Http.GetAsync($"/api/invitations/{invitation.Token}/"), 404, "invitation_not_found");
        await Api.ProblemAsync(await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/invitations/{invitation.Id}/"), 404, "invitation_not_found");

        var old = await InviteAsync(ada, session.Id);
        await using (var sessions = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("sessionsdb"))!))
        await using (var command = sessions.CreateCommand($"UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = {old.Id}"))
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        await Api.ProblemAsync(await eve.Http.PostAsync($"/api/invitations/{old.Token}/", null), 404, "invitation_not_found");
        Assert.Empty(await Api.ReadAsync<List<InvitationView>>(await ada.Http.GetAsync($"/api/sessions/{session.Id}/invitations/")));
        foreach (var token in new[] { "x", new string('A', 43), new string('a', 2000) })
            await Api.ProblemAsync(await eve.Http.PostAsync($"/api/invitations/{token}/", null), 404, "invitation_not_found");
        foreach (var hours in new[] { 0, -1, 2161 })
            await Api.ProblemAsync(await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/invitations/", new { expires_in_hours = hours }), 400, "validation_failed");
    }

    [Fact]
    public async Task An_invitation_of_another_session_cannot_be_taken_back_and_a_deleted_session_has_none()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var (session, other) = (await ada.CreateSessionAsync("Mine"), await eve.CreateSessionAsync("Hers"));
        var invitation = await InviteAsync(ada, session.Id);
        await Api.ProblemAsync(await eve.Http.DeleteAsync($"/api/sessions/{other.Id}/invitations/{invitation.Id}/"), 404, "invitation_not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
        await Api.ProblemAsync(await eve.Http.PostAsync($"/api/invitations/{invitation.Token}/", null), 404, "invitation_not_found");
    }

    [Fact]
    public async Task Mentions_and_replies_are_counted_behind_the_marker()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada.l"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Mentions", bob);
        var own = await ada.PostAsync(session.Id, "a question");
        await bob.PostAsync(session.Id, $"hello @{ada.Username.ToUpperInvariant()}.");
        await bob.PostAsync(session.Id, $"@{ada.Username}-and-more, x@{ada.Username}, {ada.Username}, @{ada.Username.Replace('.', 'x')}, @{ada.Username}.org");
        using (var reply = await bob.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "an answer", reply_to = own.Seq }))
            Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        await ada.PostAsync(session.Id, $"I am @{ada.Username}");

        // The user's name arrives by an event of its own.
        await Eventually.BecomesTrueAsync(async () => await StandingAsync(ada, session.Id) is { Unread: 3, Mentions: 2 }, "two mentions of three unread");
        await using (var hub = await ada.ListenAsync())
            Assert.Equal(2, hub.Joined.Sessions.Single(standing => standing.SessionId == session.Id).Mentions);
        Assert.Equal(0, (await StandingAsync(bob, session.Id)).Mentions);

        await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 2 });
        Assert.Equal((2, 1), ((await StandingAsync(ada, session.Id)).Unread, (await StandingAsync(ada, session.Id)).Mentions));
    }

    static async Task<InvitationView> InviteAsync(ChatUser owner, long sessionId)
    {
        using var made = await owner.Http.PostAsJsonAsync($"/api/sessions/{sessionId}/invitations/", new { });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return await Api.ReadAsync<InvitationView>(made);
    }

    static async Task<StandingView> StandingAsync(ChatUser user, long sessionId) =>
        Assert.Single(await Api.ReadAsync<List<StandingView>>(await user.Http.GetAsync($"/api/read-markers/?session_id={sessionId}")));
}
