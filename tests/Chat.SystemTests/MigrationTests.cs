using System.Net.Http.Json;
using Chat.ServiceDefaults.Data;
using Chat.Testing;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>Databases of an earlier state, with what was in them, come to today's schema.</summary>
public sealed class MigrationTests(ChatSystem chat)
{
    const int Session = 7;
    const string Migrate = "--migrate";

    /// <summary>One statement as the first version of Messages wrote messages: with the columns that were there then.</summary>
    const string PostAsTheFirstVersionDid = """
        WITH head AS (UPDATE session_heads SET seq = seq + 1, rev = rev + 1 WHERE session_id = $1 RETURNING seq, rev)
        INSERT INTO messages (session_id, seq, rev, posted_rev, sender_id, client_id, content, created_at)
        SELECT $1, head.seq, head.rev, head.rev, $2, $3, 'written meanwhile', clock_timestamp() FROM head
        """;

    [Fact]
    public async Task Messages_are_upgraded_by_two_at_once_while_the_version_before_still_writes()
    {
        var (user, earlier) = (await chat.NewUserAsync(), await EarlierDatabase.RestoreAsync(chat, "messagesdb", "messages"));
        await earlier.ExecuteAsync($"INSERT INTO session_members (session_id, user_id, role, removed, version) VALUES ({Session}, {user.Id}, 'member', false, 1)");
        var settings = EarlierDatabase.SettingsFor("messagesdb", earlier);

        await using (var hasty = await OneMore.StartAsync(chat, "messages", settings))
        {
            Assert.True(await hasty.ExitCodeAsync() == 1, hasty.Output);
            Assert.Contains($"run it once with {Migrate}", hasty.Output, StringComparison.Ordinal);
        }

        using var stop = new CancellationTokenSource();
        var written = new List<Guid>();
        var writing = WriteAsync(earlier, user.Id, written, stop.Token);
        await Eventually.BecomesTrueAsync(() => written.Count > 20, "the version before writes");
        await using (var one = await OneMore.StartAsync(chat, "messages", settings, Migrate))
        await using (var other = await OneMore.StartAsync(chat, "messages", settings, Migrate))
        {
            Assert.True(await one.ExitCodeAsync() == 0, one.Output);
            Assert.True(await other.ExitCodeAsync() == 0, other.Output);
        }
        var before = written.Count;
        await using (var again = await OneMore.StartAsync(chat, "messages", settings, Migrate))
            Assert.True(await again.ExitCodeAsync() == 0, again.Output);
        await Eventually.BecomesTrueAsync(() => written.Count > before + 20, "the version before writes to the new schema");

        await using var service = await (await OneMore.StartAsync(chat, "messages", settings)).IsReadyAsync();
        var (http, _) = await user.SignInWithTokenAsync(service.Address);
        using var reply = await http.PostAsJsonAsync("/api/messages/", new { session_id = Session, content = "written by today's version", client_id = Guid.NewGuid() });
        var posted = await Api.ReadAsync<MessageView>(reply);
        await stop.CancelAsync();
        await writing;

        var all = new List<MessageView>();
        while (await Api.ReadAsync<List<MessageView>>(await http.GetAsync($"/api/messages/?session_id={Session}&after_seq={all.LastOrDefault()?.Seq ?? 0}&limit=200")) is { Count: > 0 } page)
            all.AddRange(page);
        Assert.Equal(Enumerable.Range(1, 1000 + written.Count + 1).Select(seq => (long)seq), all.Select(message => message.Seq));
        Assert.All(all.Take(1000), message => Assert.Equal($"Message {message.Seq} of session {Session}", message.Content));
        Assert.Equal(written.ToHashSet(), all.Where(message => message.Content == "written meanwhile").Select(message => message.ClientId).ToHashSet());
        Assert.Contains(all, message => message.Id == posted.Id);
    }

    [Theory]
    [InlineData("accounts", "users", 500)]
    [InlineData("sessions", "participants", 1000)]
    public async Task The_others_are_upgraded_with_what_was_in_them(string service, string table, int rows)
    {
        var database = await EarlierDatabase.RestoreAsync(chat, $"{service}db", service);
        var settings = EarlierDatabase.SettingsFor($"{service}db", database);
        await using (var job = await OneMore.StartAsync(chat, service, settings, Migrate)) Assert.True(await job.ExitCodeAsync() == 0, job.Output);
        await using var upgraded = await OneMore.StartAsync(chat, service, settings);
        await Eventually.BecomesTrueAsync(async () => (await upgraded.HealthAsync("/health")).Checks["schema"] == "Healthy", "the service has its schema", 60);
        Assert.Equal(rows, Convert.ToInt32(await database.ScalarAsync($"SELECT count(*) FROM {table}"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_refused_only_when_that_version_says_so()
    {
        var database = await EarlierDatabase.RestoreAsync(chat, "sessionsdb", "sessions");
        var settings = EarlierDatabase.SettingsFor("sessionsdb", database);
        await using (var job = await OneMore.StartAsync(chat, "sessions", settings, Migrate)) Assert.True(await job.ExitCodeAsync() == 0, job.Output);

        // A later version has added something: this one goes on beside it.
        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Addition', '10.0.0')");
        await using (var beside = await OneMore.StartAsync(chat, "sessions", settings))
            await Eventually.BecomesTrueAsync(async () => (await beside.HealthAsync("/health")).Checks["schema"] == "Healthy", "it goes on beside a later version", 60);

        // A still later one has taken something away, as a migration says it.
        var migration = new MigrationBuilder("Npgsql");
        migration.BreaksEarlierVersions("29990102000000_Removal");
        foreach (var statement in migration.Operations.Cast<SqlOperation>()) await database.ExecuteAsync(statement.Sql);
        foreach (var arguments in new string[][] { [], [Migrate] })
        {
            await using var refused = await OneMore.StartAsync(chat, "sessions", settings, arguments);
            Assert.True(await refused.ExitCodeAsync() == 1, refused.Output);
            Assert.Contains("29990102000000_Removal", refused.Output, StringComparison.Ordinal);
        }
    }

    static async Task WriteAsync(NpgsqlDataSource database, long userId, List<Guid> written, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var clientId = Guid.NewGuid();
            await using var post = database.CreateCommand(PostAsTheFirstVersionDid);
            foreach (var value in new object[] { (long)Session, userId, clientId }) post.Parameters.Add(new() { Value = value });
            await post.ExecuteNonQueryAsync(CancellationToken.None);
            written.Add(clientId);
        }
    }
}
