using System.Globalization;
using Aspire.Hosting.Testing;
using Chat.Testing;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>
/// The messages of a system are spread over partitions by session while people write and read. That everything else is as before is what the tests
/// of messages say when they run against partitions: <c>./chat test partitioned</c>.
/// </summary>
public sealed class PartitionTests
{
    const int Partitions = 4;

    const string Shape =
        "SELECT string_agg(indexname || ' ' || replace(indexdef, ' ON ONLY ', ' ON '), E'\n' ORDER BY indexname) FROM pg_indexes WHERE tablename IN ('messages', 'message_texts', 'message_files')";

    [Fact]
    public async Task The_messages_of_a_system_in_use_are_spread_over_partitions_and_nobody_loses_any()
    {
        await using var chat = new ChatSystem();
        await chat.InitializeAsync();
        var messagesdb = (await chat.App.GetConnectionStringAsync("messagesdb"))!;
        await using var database = NpgsqlDataSource.Create(messagesdb);
        var (ada, bob) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"));
        var sessions = new List<SessionView>();
        for (var i = 0; i < 3 * Partitions; i++) sessions.Add(await ada.CreateSessionAsync($"Session {i}", bob));
        await using var ears = await bob.ListenAsync();
        var shape = await database.ScalarAsync(Shape);

        using var stop = new CancellationTokenSource();
        var posted = 0;
        var writing = Task.WhenAll(sessions.Select(async session =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                // Whoever waits for the rows to be copied for too long is told to send again.
                var clientId = Guid.NewGuid();
                await Eventually.SucceedsAsync(() => ada.PostAsync(session.Id, $"pelican {i}", clientId), "a message is accepted");
                Interlocked.Increment(ref posted);
            }
        }));
        await Eventually.BecomesTrueAsync(() => posted > 100, "people write");
        await Partitioning.SpreadAsync(messagesdb, Partitions);
        var before = posted;
        await Eventually.BecomesTrueAsync(() => posted > before + 100, "people write into the partitions", 60);
        await stop.CancelAsync();
        await writing;

        Assert.Equal(shape, await database.ScalarAsync(Shape));
        Assert.Equal(
            (long)Partitions, await database.ScalarAsync("SELECT count(DISTINCT tableoid) FROM messages"));
        Assert.Equal((long)posted, await database.ScalarAsync("SELECT count(*) FROM messages"));
        foreach (var session in sessions)
        {
            var stored = await bob.ListAllAsync(session.Id);
            Assert.Equal(Enumerable.Range(1, stored.Count), stored.Select(message => (int)message.Seq));
            await Eventually.BecomesTrueAsync(() => ears.Messages(session.Id).Count == stored.Count, string.Create(CultureInfo.InvariantCulture, $"{stored.Count} messages were heard"), 60);
            Assert.Equal(stored.Select(message => message.Id), ears.Messages(session.Id).Select(message => message.Id));
        }
    }
}
