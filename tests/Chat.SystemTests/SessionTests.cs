using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

public sealed class SessionTests(ChatSystem chat)
{
    [Fact]
    public async Task A_session_is_created_read_renamed_and_deleted()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Engines", bob);
        Assert.Equal(("Engines", "owner", true, 2), (session.Name, session.MyRole, session.IsActive, session.ParticipantCount));
        Assert.Equal([ada.Username, bob.Username], session.Participants.Select(participant => participant.Username));

        using var renamed = await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "Analytical engines" });
        Assert.Equal("Analytical engines", (await Api.ReadAsync<SessionView>(renamed)).Name);
        var seen = await Api.ReadAsync<SessionView>(await bob.Http.GetAsync($"/api/sessions/{session.Id}/"));
        Assert.Equal(("Analytical engines", "member"), (seen.Name, seen.MyRole));
        Assert.True(seen.Version > session.Version);

        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
        await Api.ProblemAsync(await ada.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
        await Api.ProblemAsync(await bob.Http.GetAsync($"/api/messages/?session_id={session.Id}"), 404, "session_not_found");
    }

    [Fact]
    public async Task Sessions_are_listed_by_last_activity_and_paged()
    {
        var ada = await chat.NewUserAsync("ada");
        var sessions = new List<SessionView>();
        for (var i = 0; i < 5; i++) sessions.Add(await ada.CreateSessionAsync($"s{i}"));
        await ada.PostAsync(sessions[1].Id, "wakes this one up");

        await Eventually.BecomesTrueAsync(
            async () => (await ListAsync(ada, "/api/sessions/")).Ids[0] == sessions[1].Id, "the session with the newest message comes first");

        var paged = new List<long>();
        for (var address = "/api/sessions/?limit=2"; address is not null;)
        {
            var (ids, next) = await ListAsync(ada, address);
            Assert.True(ids.Count <= 2);
            paged.AddRange(ids);
            address = next;
        }
        Assert.Equal([sessions[1].Id, sessions[4].Id, sessions[3].Id, sessions[2].Id, sessions[0].Id], paged);
    }

    [Fact]
    public async Task Members_come_and_go_and_roles_decide_who_may()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Roles", bob);
        var participants = $"/api/sessions/{session.Id}/participants/";

        await Api.ProblemAsync(await bob.Http.PostAsJsonAsync(participants, new { username = eve.Username }), 403, "forbidden");
        await Api.ProblemAsync(await bob.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "mine" }), 403, "forbidden");
        await Api.ProblemAsync(await bob.Http.DeleteAsync($"/api/sessions/{session.Id}/"), 403, "forbidden");

        Assert.Equal(HttpStatusCode.Created, (await ada.Http.PostAsJsonAsync(participants, new { user_id = eve.Id })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.PostAsJsonAsync(participants, new { username = eve.Username.ToUpperInvariant() })).StatusCode);
        await Api.ProblemAsync(await ada.Http.PostAsJsonAsync(participants, new { username = "nobody-at-all" }), 404, "user_not_found");
        await eve.PostAsync(session.Id, "hello");

        await Api.ProblemAsync(await ada.Http.DeleteAsync($"{participants}{ada.Id}/"), 409, "last_owner");
        await Api.ProblemAsync(await bob.Http.DeleteAsync($"{participants}{eve.Id}/"), 403, "forbidden");
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.PatchAsJsonAsync($"{participants}{bob.Id}/", new { role = "owner" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"{participants}{ada.Id}/")).StatusCode);
        await Api.ProblemAsync(await ada.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
        Assert.Equal(HttpStatusCode.NoContent, (await bob.Http.DeleteAsync($"{participants}{eve.Id}/")).StatusCode);
        await Api.ProblemAsync(await bob.Http.DeleteAsync($"{participants}{eve.Id}/"), 404, "participant_not_found");
    }

    [Fact]
    public async Task To_a_stranger_a_session_does_not_exist()
    {
        var (ada, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Private");
        await ada.PostAsync(session.Id, "secret");
        foreach (var request in new Func<Task<HttpResponseMessage>>[]
        {
            () => eve.Http.GetAsync($"/api/sessions/{session.Id}/"),
            () => eve.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "x" }),
            () => eve.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/", new { name = "x" }),
            () => eve.Http.DeleteAsync($"/api/sessions/{session.Id}/"),
            () => eve.Http.GetAsync($"/api/sessions/{session.Id}/participants/"),
            () => eve.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/participants/", new { username = eve.Username }),
            () => eve.Http.DeleteAsync($"/api/sessions/{session.Id}/participants/{ada.Id}/"),
            () => eve.Http.GetAsync($"/api/messages/?session_id={session.Id}"),
            () => eve.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "let me in" }),
        })
            await Api.ProblemAsync(await request(), 404, "session_not_found");

        using var socket = await eve.OpenSocketAsync(session.Id);
        Assert.Equal(4404, await socket.CloseCodeAsync());
        await using var hub = await eve.ListenAsync();
        Assert.Empty(hub.Joined.Sessions);
        var refusal = await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => hub.SendAsync(session.Id, "let me in"));
        Assert.Contains("\"code\":\"session_not_found\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_session_can_be_read_but_not_written_to_by_any_way_in()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Closing", bob);
        var message = await bob.PostAsync(session.Id, "last words");
        await using var hub = await bob.ListenAsync();
        using var socket = await bob.OpenSocketAsync(session.Id);
        await Api.ProblemAsync(await bob.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { is_active = false }), 403, "forbidden");
        Assert.False((await Api.ReadAsync<SessionView>(await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { is_active = false }))).IsActive);

        foreach (var request in new Func<Task<HttpResponseMessage>>[]
        {
            () => bob.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "too late" }),
            () => bob.Http.PostAsJsonAsync("/api/send-message/", new { session_id = session.Id, message = "too late" }),
            () => bob.Http.PatchAsJsonAsync($"/api/messages/{message.Id}/", new { content = "I meant" }),
            () => bob.Http.DeleteAsync($"/api/messages/{message.Id}/"),
            () => ada.Http.DeleteAsync($"/api/messages/{message.Id}/"),
            () => ada.Http.PutAsync($"/api/messages/{message.Id}/reactions/%F0%9F%91%8D/", null),
            () => ada.Http.DeleteAsync($"/api/messages/{message.Id}/reactions/%F0%9F%91%8D/"),
        })
            await Api.ProblemAsync(await request(), 409, "session_inactive");
        var refusal = await Assert.ThrowsAsync<Microsoft.AspNetCore.SignalR.HubException>(() => hub.SendAsync(session.Id, "too late"));
        Assert.Contains("\"code\":\"session_inactive\"", refusal.Message, StringComparison.Ordinal);
        await socket.SendAsync(new { message = "too late" });
        Assert.Equal("session_inactive", (await socket.ReceiveAsync()).GetProperty("code").GetString());

        Assert.Equal([message], await bob.ListAsync(session.Id));
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 1 })).StatusCode);
        Assert.True((await Api.ReadAsync<SessionView>(await ada.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { is_active = true }))).IsActive);
        Assert.Equal(2, (await bob.PostAsync(session.Id, "we are back")).Seq);
    }

    [Theory]
    [InlineData("x", 201)]
    [InlineData("255", 201)]
    [InlineData("256", 400)]
    [InlineData("   ", 400)]
    [InlineData("tab\tinside", 400)]
    public async Task A_name_has_1_to_255_characters(string name, int status)
    {
        var ada = await chat.NewUserAsync("ada");
        if (int.TryParse(name, out var length)) name = new string('é', length);
        using var reply = await ada.Http.PostAsJsonAsync("/api/sessions/", new { name });
        if (status == 400) await Api.ProblemAsync(reply, 400, "validation_failed");
        else Assert.Equal(name, (await Api.ReadAsync<SessionView>(reply)).Name);
    }

    static async Task<(List<long> Ids, string? Next)> ListAsync(ChatUser user, string address)
    {
        using var reply = await user.Http.GetAsync(address);
        var ids = (await Api.ReadAsync<List<SessionView>>(reply)).ConvertAll(session => session.Id);
        return (ids, Links.Next(reply));
    }
}
