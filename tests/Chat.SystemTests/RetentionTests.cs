using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>Messages go when their session no longer keeps them, and no others. The system of these tests looks every second.</summary>
public sealed class RetentionTests(ChatSystem chat) : IAsyncLifetime
{
    NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync() => _database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Exactly_the_messages_that_are_too_old_go_whatever_their_ages()
    {
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var random = new Random(20260102);
        var sessions = new List<(SessionView Session, int? Days, List<(MessageView Message, double Age)> Messages)>();
        foreach (int? days in new int?[] { null, 1, 7, 30, 365 })
        {
            var session = await ada.CreateSessionAsync($"Kept {days}", bob);
            var messages = new List<(MessageView, double)>();
            for (var i = 0; i < 25; i++)
            {
                // Some right at the edges: a minute is more than the test takes to look.
                var age = random.Next(4) switch { 0 => 0, 1 => (days ?? 10) + 0.05, 2 => (days ?? 10) - 0.05, _ => random.NextDouble() * 2 * (days ?? 500) };
                messages.Add((await (i % 2 == 0 ? ada : bob).PostAsync(session.Id, $"posted {i}"), age));
            }
            sessions.Add((session, days, messages));
        }
        // Search knows them all before they are made older.
        using (var search = await ada.Http.GetAsync("/api/search/messages/?q=posted")) Assert.True(search.IsSuccessStatusCode);
        foreach (var (session, _, messages) in sessions) await AgeAsync(session.Id, messages);

        await using var hub = await ada.ListenAsync();
        foreach (var (session, days, _) in sessions.Where(one => one.Days is not null)) await SetAsync(ada, session.Id, days);
        foreach (var (session, days, messages) in sessions)
        {
            var old = messages.Where(one => one.Age > days).Select(one => one.Message.Seq).ToHashSet();
            await Eventually.BecomesTrueAsync(
                async () => (await ada.ListAllAsync(session.Id)).Where(message => message.DeletedAt is not null).Select(message => message.Seq).ToHashSet().SetEquals(old),
                $"what is older than {days} days goes and nothing else", 60);
            var kept = (await ada.ListAllAsync(session.Id)).Where(message => message.DeletedAt is null).ToList();
            Assert.Equal(messages.Where(one => !old.Contains(one.Message.Seq)).Select(one => one.Message.Content), kept.Select(message => message.Content));
        }

        // Numbers keep their places, and revisions are those of a change each.
        foreach (var (session, _, messages) in sessions)
        {
            var all = await ada.ListAllAsync(session.Id);
            Assert.Equal(Enumerable.Range(1, messages.Count).Select(seq => (long)seq), all.Select(message => message.Seq));
            Assert.Equal(all.Count, all.Select(message => message.Rev).Distinct().Count());
        }
    }

    [Fact]
    public async Task Whoever_listens_and_whoever_searches_hears_of_it_and_so_does_the_audit_log()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Heard");
        var message = await ada.PostAsync(session.Id, "an old kiwiword");
        using (var search = await ada.Http.GetAsync("/api/search/messages/?q=kiwiword"))
            Assert.Equal(1, (await Api.ReadAsync<JsonElement>(search)).GetProperty("count").GetInt32());
        await AgeAsync(session.Id, [(message, 3)]);
        await using var hub = await ada.ListenAsync();
        await hub.ResumeAsync(new Dictionary<long, long> { [session.Id] = 1 });
        await SetAsync(ada, session.Id, 2);

        await Eventually.BecomesTrueAsync(
            async () => (await ada.ListAsync(session.Id, "&since_rev=1")) is [{ DeletedAt: not null, Content: "" }], "the message goes", 60);
        using (var search = await ada.Http.GetAsync("/api/search/messages/?q=kiwiword"))
            Assert.Equal(0, (await Api.ReadAsync<JsonElement>(search)).GetProperty("count").GetInt32());
        var admin = await chat.AdministratorAsync();
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var reply = await admin.Http.GetAsync("/api/admin/audit/?limit=200");
            var acts = (await Api.ReadAsync<List<AuditView>>(reply)).Where(entry => entry.Target.Id == session.Id).Select(entry => entry.Act).ToHashSet();
            return acts.Contains("session.retention") && acts.Contains("message.expire");
        }, "both acts are in the audit log", 60);
    }

    [Fact]
    public async Task Files_go_with_the_messages_that_are_too_old_and_those_of_others_stay()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Files");
        var (gone, both, kept) = (await UploadAsync("gone"), await UploadAsync("both"), await UploadAsync("kept"));
        var old = await ada.PostFilesAsync(session.Id, "old", gone, both);
        var young = await ada.PostFilesAsync(session.Id, "young", kept, both);
        using (var search = await ada.Http.GetAsync("/api/search/messages/?q=old")) Assert.True(search.IsSuccessStatusCode);
        await AgeAsync(session.Id, [(old, 5), (young, 1)]);
        await SetAsync(ada, session.Id, 3);

        await Eventually.BecomesTrueAsync(async () => (await ada.ListAsync(session.Id))[0].DeletedAt is not null, "the message goes", 60);
        await Eventually.BecomesTrueAsync(() => !Directory.Exists(Path.Combine(chat.Files, gone.ToString()[..2], gone.ToString())), "so does its file", 60);
        await Api.ProblemAsync(await ada.Http.GetAsync(old.Attachments![0].Url), 404, "file_not_found");
        Assert.Equal("kept", await ada.Http.GetStringAsync(young.Attachments![0].Url));
        Assert.Equal("both", await ada.Http.GetStringAsync(young.Attachments[1].Url));

        Task<Guid> UploadAsync(string content) => ada.Http.UploadAsync(System.Text.Encoding.UTF8.GetBytes(content), $"{content}.txt");
    }

    [Fact]
    public async Task A_session_that_cannot_be_cleared_keeps_no_other_from_it()
    {
        var ada = await chat.NewUserAsync("ada");
        var sessions = new List<SessionView>();
        for (var i = 0; i < 9; i++)
        {
            sessions.Add(await ada.CreateSessionAsync($"Cleared {i}"));
            var message = await ada.PostAsync(sessions[i].Id, "clearedword");
            using (var search = await ada.Http.GetAsync("/api/search/messages/?q=clearedword")) Assert.True(search.IsSuccessStatusCode);
            await AgeAsync(sessions[i].Id, [(message, 5)]);
        }
        // In whatever order they are taken, one of these comes before one of the others.
        var stuck = sessions.Where((_, i) => i % 3 == 1).Select(session => session.Id).ToList();
        await using (await Stumble.OverAsync(_database, "messages", "UPDATE", $"OLD.session_id IN ({string.Join(", ", stuck)})"))
        {
            foreach (var session in sessions) await SetAsync(ada, session.Id, 1);
            foreach (var session in sessions.Where(session => !stuck.Contains(session.Id))) await IsClearedAsync(session);
            foreach (var id in stuck) Assert.Null(Assert.Single(await ada.ListAsync(id)).DeletedAt);
        }
        foreach (var session in sessions) await IsClearedAsync(session);

        Task IsClearedAsync(SessionView session) =>
            Eventually.BecomesTrueAsync(async () => Assert.Single(await ada.ListAsync(session.Id)).DeletedAt is not null, $"{session.Name} is cleared", 60);
    }

    [Fact]
    public async Task What_is_encrypted_goes_too()
    {
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateEncryptedSessionAsync("Sealed");
        var message = await ada.PostAsync(session.Id, KeyCopies.Text());
        await ada.PostAsync(session.Id, KeyCopies.Text());
        using (var search = await ada.Http.GetAsync("/api/search/messages/?q=anything")) Assert.True(search.IsSuccessStatusCode);
        await AgeAsync(session.Id, [(message, 3)]);
        await SetAsync(ada, session.Id, 2);
        await Eventually.BecomesTrueAsync(
            async () => (await ada.ListAsync(session.Id)) is [{ DeletedAt: not null, Content: "" }, { DeletedAt: null }], "the message goes, and the other stays", 60);
    }

    [Fact]
    public async Task Only_owners_decide_and_everybody_in_it_sees()
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Rules", bob);
        await SetAsync(ada, session.Id, 90);
        using var seen = await bob.Http.GetAsync($"/api/sessions/{session.Id}/retention/");
        Assert.Equal(90, (await Api.ReadAsync<JsonElement>(seen)).GetProperty("effective_days").GetInt32());
        using var forbidden = await bob.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/retention/", new { days = 1 });
        await Api.ProblemAsync(forbidden, 403, "forbidden");
        using var hidden = await eve.Http.GetAsync($"/api/sessions/{session.Id}/retention/");
        await Api.ProblemAsync(hidden, 404, "session_not_found");
        using var wrong = await ada.Http.PutAsJsonAsync($"/api/sessions/{session.Id}/retention/", new { days = 0 });
        await Api.ProblemAsync(wrong, 400, "validation_failed");
        await SetAsync(ada, session.Id, null);
        using var gone = await ada.Http.GetAsync($"/api/sessions/{session.Id}/retention/");
        Assert.Equal(JsonValueKind.Null, (await Api.ReadAsync<JsonElement>(gone)).GetProperty("effective_days").ValueKind);
    }

    [Fact]
    public async Task Administrators_decide_how_long_everything_is_kept()
    {
        var (admin, ada) = (await chat.AdministratorAsync(), await chat.NewUserAsync("ada"));
        var session = await ada.CreateSessionAsync("Under the law");
        var (old, young) = (await ada.PostAsync(session.Id, "old lawword"), await ada.PostAsync(session.Id, "young lawword"));
        using (var search = await ada.Http.GetAsync("/api/search/messages/?q=lawword")) Assert.True(search.IsSuccessStatusCode);
        await AgeAsync(session.Id, [(old, 100), (young, 98)]);
        await Api.ProblemAsync(await admin.Http.PutAsJsonAsync("/api/admin/retention/", new { days = 0 }), 400, "validation_failed");
        using (var set = await admin.Http.PutAsJsonAsync("/api/admin/retention/", new { days = 99, reason = "The law" }))
            Assert.Equal(99, (await Api.ReadAsync<JsonElement>(set)).GetProperty("effective_days").GetInt32());
        using (var seen = await ada.Http.GetAsync($"/api/sessions/{session.Id}/retention/"))
            Assert.Equal(99, (await Api.ReadAsync<JsonElement>(seen)).GetProperty("site_days").GetInt32());
        await Eventually.BecomesTrueAsync(
            async () => (await ada.ListAsync(session.Id)).Single(message => message.Id == old.Id).DeletedAt is not null, "the old one goes", 60);
        Assert.Null((await ada.ListAsync(session.Id)).Single(message => message.Id == young.Id).DeletedAt);

        // Back again: from the answer on nothing goes by the shorter time.
        using (var back = await admin.Http.PutAsJsonAsync("/api/admin/retention/", new { days = (int?)null })) Assert.True(back.IsSuccessStatusCode);
        await AgeAsync(session.Id, [(young, 200)]);
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var reply = await admin.Http.GetAsync("/api/admin/audit/?limit=200");
            return (await Api.ReadAsync<List<AuditView>>(reply)).Exists(entry => entry.Act == "site.retention" && entry.Reason == "99 days: The law");
        }, "it is in the audit log", 60);
        Assert.Null((await ada.ListAsync(session.Id)).Single(message => message.Id == young.Id).DeletedAt);
    }

    static async Task SetAsync(ChatUser owner, long session, int? days)
    {
        using var reply = await owner.Http.PutAsJsonAsync($"/api/sessions/{session}/retention/", new { days });
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    /// <summary>Makes messages as old as this, in days, in both tables.</summary>
    async Task AgeAsync(long session, IEnumerable<(MessageView Message, double Age)> messages)
    {
        foreach (var (message, age) in messages)
        {
            foreach (var table in new[] { "messages", "message_texts" })
            {
                await using var command = _database.CreateCommand($"UPDATE {table} SET created_at = clock_timestamp() - make_interval(secs => $3) WHERE session_id = $1 AND seq = $2");
                command.Parameters.AddWithValue(session);
                command.Parameters.AddWithValue(message.Seq);
                command.Parameters.AddWithValue(age * 86400);
                Assert.Equal(1, await command.ExecuteNonQueryAsync());
            }
        }
    }
}
