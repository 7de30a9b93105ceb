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

    [Theory]
    [InlineData("realtime")]
    [InlineData("rabbitmq")]
    [InlineData("sessions")]
    public async Task Nothing_of_a_deleted_session_outlives_the_outage_of_a_part(string part)
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var session = await ada.CreateSessionAsync("Doomed", bob);
        var id = await bob.Http.UploadAsync("%PDF-1.7 doomed"u8.ToArray(), "doomed.pdf");
        await bob.PostFilesAsync(session.Id, "gone soon", id);
        var stored = Path.Combine(chat.Files, id.ToString()[..2], id.ToString());
        Assert.True(Directory.Exists(stored));

        // Sessions itself is killed between its answer and whatever it would have told the others.
        var instances = part == "sessions" ? await chat.InstancesAsync(part) : [];
        if (part != "sessions") await chat.StopAsync(part);
        try
        {
            using (var reply = await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")) Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
            foreach (var instance in instances) await instance.KillAsync();
            var (status, code) = part == "sessions" ? (503, "unavailable") : (404, "session_not_found");
            await Api.ProblemAsync(await bob.Http.GetAsync($"/api/messages/?session_id={session.Id}"), status, code);
        }
        finally
        {
            if (part != "sessions") await chat.StartAsync(part);
            foreach (var instance in instances) await instance.StartAsync();
        }

        await using var messages = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        foreach (var table in new[] { "messages", "session_members", "message_files", "message_texts" })
            await Eventually.BecomesTrueAsync(async () => await CountAsync(messages, table, session.Id) == 0, $"{table} hold nothing of it", 90);
        await Eventually.BecomesTrueAsync(() => !Directory.Exists(stored), "the file is gone", 60);
        await using var hub = await Eventually.SucceedsAsync(() => bob.ListenAsync(), "bob is connected", 90);
        var resumed = await Eventually.SucceedsAsync(() => hub.ResumeAsync(new Dictionary<long, long> { [session.Id] = 1 }), "bob resumes");
        Assert.Equal([new RefusedView(session.Id, "session_not_found")], resumed.Refused);
        Assert.Empty(resumed.Sessions);
    }

    [Fact]
    public async Task No_table_of_any_service_keeps_anything_of_a_deleted_session_but_that_it_is_deleted()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        using var made = await ada.Http.PostAsJsonAsync("/api/sessions/", new { name = "Doomed", participants = new[] { bob.Username } });
        var session = await Api.ReadAsync<SessionView>(made);
        await ada.PostFilesAsync(session.Id, $"@{bob.Username} look", await ada.Http.UploadAsync("doomed"u8.ToArray()));
        foreach (var (address, body) in new (string, object)[] { ("retention", new { days = 30 }), ("link-previews", new { is_on = false }), ("preferences", new { pinned = true, muted = false }) })
            Assert.Equal(HttpStatusCode.OK, (await ada.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/{address}/", body)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await ada.Http.PostAsJsonAsync($"/api/sessions/{session.Id}/invitations/", new { })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.Http.GetAsync("/api/search/messages/?q=look")).StatusCode);

        await using var messages = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);
        await using var sessions = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("sessionsdb"))!);
        // What this session would have were it encrypted, or links looked at here.
        await messages.ExecuteAsync($"INSERT INTO link_jobs (session_id, seq, url, due_at, attempts) VALUES ({session.Id}, 1, 'https://example.org/', 'infinity', 0)");
        await sessions.ExecuteAsync($"INSERT INTO session_key_copies (session_id, generation, user_id, copy, made_by, created_at) VALUES ({session.Id}, 1, {ada.Id}, '\\x00', {ada.Id}, now())");
        foreach (var database in new[] { messages, sessions })
            foreach (var table in await TablesAsync(database))
                await Eventually.BecomesTrueAsync(async () => await CountAsync(database, table, session.Id) > 0, $"{table} has something of it; if it cannot, have this test put something there", 60);

        Assert.Equal(HttpStatusCode.NoContent, (await ada.Http.DeleteAsync($"/api/sessions/{session.Id}/")).StatusCode);
        foreach (var database in new[] { messages, sessions })
            foreach (var table in await TablesAsync(database))
                await Eventually.BecomesTrueAsync(async () => await CountAsync(database, table, session.Id) == 0, $"{table} has nothing of it", 60);
        Assert.Equal(true, await messages.ScalarAsync($"SELECT deleted FROM session_heads WHERE session_id = {session.Id}"));
    }

    /// <summary>All tables that tell of sessions, but for the one that remembers which are deleted.</summary>
    static async Task<List<string>> TablesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            SELECT c.table_name::text FROM information_schema.columns c JOIN pg_class t ON t.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
            WHERE c.table_schema = 'public' AND c.column_name = 'session_id' AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND c.table_name <> 'session_heads'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        Assert.NotEmpty(tables);
        return tables;
    }

    static async Task<long> CountAsync(NpgsqlDataSource database, string table, long sessionId)
    {
        await using var command = database.CreateCommand($"SELECT count(*) FROM {table} WHERE session_id = {sessionId}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
