using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>A deleted session takes everything with it, in every service.</summary>
public sealed class DeletionTests(ChatSystem chat)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_deleted_session_takes_its_messages_and_markers_with_it_even_while_instances_of_messages_are_down(int down)
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Doomed", bob);
        var message = await bob.PostAsync(session.Id, "gone soon");
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/read/", new { seq = 1 })).StatusCode);
        await using var hub = await bob.ListenAsync();
        using var socket = await bob.OpenSocketAsync(session.Id);

        var stopped = (await chat.InstancesAsync("messages")).Take(down).ToList();
        foreach (var instance in stopped) await instance.StopAsync();
        using (var reply = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/"))
        {
            // Stored in any case. While nobody could have told Messages it is not yet in force there, and the answer says so.
            if (down == 2) await Api.ProblemAsync(reply, 503, "unavailable");
            else Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        }
        await Api.ProblemAsync(await ada.Http.GetAsync($"/api/sessions/{session.Id}/"), 404, "session_not_found");
        Assert.Equal(4404, await socket.CloseCodeAsync());
        await Eventually.BecomesTrueAsync(() => hub.Notices.Any(notice => notice.SessionId == session.Id && notice.Change == "deleted"), "bob is told");
        foreach (var instance in stopped) await instance.StartAsync();

        await using var messages = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await using var sessions = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("sessionsdb"))!);
        await Eventually.BecomesTrueAsync(
            async () => await CountAsync(messages, "messages", session.Id) + await CountAsync(messages, "session_members", session.Id) == 0,
            "messages and markers are erased", 60);
        Assert.Equal(0, await CountAsync(sessions, "participants", session.Id));
        foreach (var user in new[] { ada, bob })
        {
            await Api.ProblemAsync(await user.Http.GetAsync($"/api/messages/?session_id={session.Id}"), 404, "session_not_found");
            await Api.ProblemAsync(await user.Http.GetAsync($"/api/messages/{message.Id}/"), 404, "message_not_found");
            await Api.ProblemAsync(await user.Http.GetAsync($"/api/sessions/{session.Id}/read/"), 404, "session_not_found");
            await Api.ProblemAsync(await user.Http.PostAsJsonAsync("/api/messages/", new { session_id = session.Id, content = "back?" }), 404, "session_not_found");
        }
    }

    static async Task<long> CountAsync(NpgsqlDataSource database, string table, long sessionId)
    {
        await using var command = database.CreateCommand($"SELECT count(*) FROM {table} WHERE session_id = {sessionId}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
