using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What administrators do to sessions that they are not in.</summary>
public sealed class AdminSessionsTests(ChatSystem chat)
{
    [Fact]
    public async Task Sessions_are_found_with_their_numbers_page_by_page()
    {
        var admin = await chat.AdministratorAsync();
        var (owner, other) = (await chat.NewUserAsync(), await chat.NewUserAsync());
        var mark = Guid.NewGuid().ToString("N")[..10];
        var sessions = new List<SessionView>();
        for (var i = 0; i < 3; i++) sessions.Add(await owner.CreateSessionAsync($"{mark} 50% {i}", other));
        await owner.PostAsync(sessions[0].Id, "one");
        var last = await owner.PostAsync(sessions[0].Id, "two");
        // Sessions hears of messages by event: until then its order may still change between two pages.
        await Eventually.BecomesTrueAsync(async () => (await Api.ReadAsync<SessionView>(await owner.Http.GetAsync($"/api/sessions/{sessions[0].Id}/"))).UpdatedAt >= last.Timestamp, "the session is as young as its last message");

        var found = new List<ManagedSessionView>();
        for (var next = $"/api/admin/sessions/?q={mark.ToUpperInvariant()} 50%25&limit=2"; next is not null;)
        {
            using var reply = await admin.Http.GetAsync(next);
            found.AddRange(await Api.ReadAsync<List<ManagedSessionView>>(reply));
            next = Links.Next(reply);
        }
        Assert.Equal(sessions.Select(session => session.Id).Order(), found.Select(session => session.Id).Order());
        Assert.Equal(found.OrderByDescending(session => session.UpdatedAt), found);
        var first = found.Single(session => session.Id == sessions[0].Id);
        Assert.Equal((2, 2, true), (first.Participants, first.Messages, first.IsActive));
        Assert.Single(await Api.ReadAsync<List<ManagedSessionView>>(await admin.Http.GetAsync($"/api/admin/sessions/?q={sessions[1].Id}")), session => session.Id == sessions[1].Id);
        Assert.Empty(await Api.ReadAsync<List<ManagedSessionView>>(await admin.Http.GetAsync($"/api/admin/sessions/?q={mark}&state=inactive")));

        var detail = await Api.ReadAsync<JsonElement>(await admin.Http.GetAsync($"/api/admin/sessions/{sessions[0].Id}/"));
        Assert.Equal([owner.Username, other.Username], detail.GetProperty("participants").EnumerateArray().Select(person => person.GetProperty("username").GetString()));
        Assert.Equal(2, detail.GetProperty("messages").GetInt64());
    }

    [Fact]
    public async Task A_deactivated_session_can_be_read_but_not_written_to_and_only_an_administrator_opens_it_again()
    {
        var admin = await chat.AdministratorAsync();
        var owner = await chat.NewUserAsync();
        var session = await owner.CreateSessionAsync("closing time");
        await owner.PostAsync(session.Id, "before");
        await using var listener = await owner.ListenAsync();

        var closed = await ActAsync(admin, session.Id, "deactivate", "legal hold");
        Assert.False(closed.GetProperty("is_active").GetBoolean());

        using var refused = await owner.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "after" });
        await Api.ProblemAsync(refused, 409, "session_inactive");
        Assert.Equal(["before"], (await owner.ListAsync(session.Id)).Select(message => message.Content));
        await Eventually.BecomesTrueAsync(() => listener.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "updated"), "listeners hear of it");
        using var reopening = await owner.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { is_active = true });
        await Api.ProblemAsync(reopening, 403, "forbidden");
        var entry = await admin.AuditedAsync("session.deactivate", session.Id);
        Assert.Equal(("closing time", "legal hold"), (entry.Target.Name, entry.Reason));

        Assert.True((await ActAsync(admin, session.Id, "reactivate")).GetProperty("is_active").GetBoolean());
        await owner.PostAsync(session.Id, "after");
        await admin.AuditedAsync("session.reactivate", session.Id);
        // What an owner closes, an owner opens.
        foreach (var isActive in new[] { false, true })
            Assert.Equal(HttpStatusCode.OK, (await owner.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { is_active = isActive })).StatusCode);
    }

    [Fact]
    public async Task A_deleted_session_is_gone_for_everybody_with_its_messages()
    {
        var admin = await chat.AdministratorAsync();
        var owner = await chat.NewUserAsync();
        var session = await owner.CreateSessionAsync("to be deleted");
        var message = await owner.PostAsync(session.Id, "x");
        await using var listener = await owner.ListenAsync();

        using var deleted = await admin.Http.DeleteAsync($"/api/admin/sessions/{session.Id}/?reason=spam");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        await Api.ProblemAsync(await owner.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
        await Api.ProblemAsync(await owner.Http.GetAsync($"/api/messages/{message.Id}/"), 404, "message_not_found");
        await Api.ProblemAsync(await admin.Http.GetAsync($"/api/admin/sessions/{session.Id}/"), 404, "session_not_found");
        await Eventually.BecomesTrueAsync(() => listener.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "deleted"), "listeners hear of it");
        var entry = await admin.AuditedAsync("session.delete", session.Id);
        Assert.Equal(("to be deleted", "spam", admin.Id), (entry.Target.Name, entry.Reason, entry.Actor.Id));
    }

    static async Task<JsonElement> ActAsync(ChatUser admin, long sessionId, string act, string? reason = null) =>
        await Api.ReadAsync<JsonElement>(await admin.Http.PostAsJsonAsync($"/api/admin/sessions/{sessionId}/{act}/", new { reason }));
}
