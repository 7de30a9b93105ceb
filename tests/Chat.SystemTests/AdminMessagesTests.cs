using System.Net;
using System.Net.Http.Json;
using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>Administrators read what others wrote only for a reason that is kept, and can take a message away.</summary>
public sealed class AdminMessagesTests(ChatSystem chat)
{
    [Fact]
    public async Task Messages_are_shown_for_a_recorded_reason_page_by_page()
    {
        var admin = await chat.AdministratorAsync();
        var owner = await chat.NewUserAsync();
        var session = await owner.CreateSessionAsync("private talk");
        for (var i = 1; i <= 5; i++) await owner.PostAsync(session.Id, $"message {i}");

        var newest = await ReadAsync(admin, session.Id, new { reason = "A complaint of yesterday", limit = 2 });
        Assert.Equal(["message 4", "message 5"], newest.Select(message => message.Content));
        var before = await ReadAsync(admin, session.Id, new { reason = "A complaint of yesterday", before_seq = newest[0].Seq });
        Assert.Equal(["message 1", "message 2", "message 3"], before.Select(message => message.Content));

        var entry = await admin.AuditedAsync("session.read_messages", session.Id);
        Assert.Equal(("private talk", "A complaint of yesterday", admin.Username), (entry.Target.Name, entry.Reason, entry.Actor.Username));
        await Eventually.BecomesTrueAsync(
            async () => (await admin.ReadAuditAsync("?q=read_messages&limit=200")).Count(other => other.Target.Id == session.Id) == 2, "each reading is written down");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("too short")]
    [InlineData("   spaces   ")]
    public async Task Without_a_good_reason_nothing_is_shown(string? reason)
    {
        var admin = await chat.AdministratorAsync();
        var owner = await chat.NewUserAsync();
        var session = await owner.CreateSessionAsync("x");
        using var reply = await admin.Http.PostAsJsonAsync($"/api/admin/sessions/{session.Id}/messages/", new { reason });
        var problem = await Api.ProblemAsync(reply, 400, "validation_failed");
        Assert.True(problem.GetProperty("errors").TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task A_session_that_is_not_there_has_no_messages_to_show()
    {
        var admin = await chat.AdministratorAsync();
        using var reply = await admin.Http.PostAsJsonAsync("/api/admin/sessions/999999999/messages/", new { reason = "I am looking for something" });
        await Api.ProblemAsync(reply, 404, "session_not_found");
    }

    [Fact]
    public async Task A_message_is_taken_away_live_once_and_in_inactive_sessions_too()
    {
        var admin = await chat.AdministratorAsync();
        var owner = await chat.NewUserAsync();
        var session = await owner.CreateSessionAsync("x");
        var message = await owner.PostAsync(session.Id, "something bad");
        await using var listener = await owner.ListenAsync();
        Assert.Equal(HttpStatusCode.OK, (await owner.Http.PatchAsJsonAsync($"/api/sessions/{session.Id}/", new { is_active = false })).StatusCode);

        for (var i = 0; i < 2; i++)
        {
            using var deleted = await admin.Http.DeleteAsync($"/api/admin/messages/{message.Id}/?reason=bad%20words");
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        await Eventually.BecomesTrueAsync(
            () => listener.Messages(session.Id).Any(heard => heard.Id == message.Id && heard.DeletedAt is not null && heard.Content == ""), "listeners see the tombstone");
        Assert.Equal("", Assert.Single(await owner.ListAsync(session.Id)).Content);
        var entry = await admin.AuditedAsync("message.delete", message.Id);
        Assert.Equal((owner.Username, "bad words"), (entry.Target.Name, entry.Reason));
        Assert.Single(await admin.ReadAuditAsync("?q=message.delete&limit=200"), other => other.Target.Id == message.Id);
        await Api.ProblemAsync(await admin.Http.DeleteAsync("/api/admin/messages/999999999999/"), 404, "message_not_found");
    }

    static async Task<List<MessageView>> ReadAsync(ChatUser admin, long sessionId, object request) =>
        await Api.ReadAsync<List<MessageView>>(await admin.Http.PostAsJsonAsync($"/api/admin/sessions/{sessionId}/messages/", request));
}
