using Aspire.Hosting.Testing;
using Chat.Messages.Posting;
using Chat.Testing;
using CsCheck;
using Npgsql;

namespace Chat.SystemTests;

/// <summary>The one statement that commits a batch, against the real database, by two writers that get in each other's way.</summary>
public sealed class PostBatchTests(ChatSystem chat) : IAsyncLifetime
{
    const long Sender = -1;
    static long _lastSession = -1000;

    NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync() => _database = NpgsqlDataSource.Create((await chat.App.GetConnectionStringAsync("messagesdb"))!);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Two_writers_over_the_same_sessions_number_every_message_once()
    {
        long[] sessions = [await NewSessionAsync(), await NewSessionAsync(), await NewSessionAsync()];
        // Batches over all sessions in clashing orders, a third of the posts repeated by the other writer.
        var posts = Enumerable.Range(0, 600).Select(i => Command(sessions[i % 3], Guid.NewGuid())).ToArray();
        await using var one = new PostBatchCommand(_database);
        await using var two = new PostBatchCommand(_database);
        var answers = await Task.WhenAll(
            WriteAsync(one, posts.Where((_, i) => i % 3 != 1).Chunk(17)),
            WriteAsync(two, posts.Reverse().Where((_, i) => i % 3 != 2).Chunk(23)));

        var byPost = answers.SelectMany(some => some).ToLookup(answer => answer.Command.ClientId, answer => (answer.Result.Id, answer.Result.Seq, answer.Result.Rev));
        foreach (var post in posts) Assert.Single(byPost[post.ClientId].Distinct());
        foreach (var session in sessions)
        {
            var seqs = posts.Where(post => post.SessionId == session).Select(post => byPost[post.ClientId].First().Seq).Order();
            Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), seqs);
        }
    }

    [Fact]
    public async Task Whatever_is_in_a_batch_each_post_gets_its_own_answer()
    {
        var (open, closed, foreign) = (await NewSessionAsync(), await NewSessionAsync(active: false), await NewSessionAsync(member: false));
        await using var command = new PostBatchCommand(_database);
        var seq = 0L;
        var ids = Enumerable.Range(0, 8).Select(_ => Guid.NewGuid()).ToArray();
        var seen = new Dictionary<Guid, PostResult>();
        await Gen.Select(Gen.Int[0, 3], Gen.Int[0, 7]).List[1, 30].SampleAsync(async posts =>
        {
            var batch = posts.ConvertAll(post => new PendingPost(Command(post.Item1 switch { 0 or 1 => open, 2 => closed, _ => foreign }, ids[post.Item2])));
            (await command.ExecuteAsync(batch)).Answer();
            foreach (var post in batch)
            {
                var result = await post.Result;
                if (post.Command.SessionId == closed) Assert.Equal(PostOutcome.Inactive, result.Outcome);
                else if (post.Command.SessionId == foreign) Assert.Equal(PostOutcome.NotMember, result.Outcome);
                else if (seen.TryGetValue(post.Command.ClientId, out var first)) Assert.Equal((first.Id, first.Seq), (result.Id, result.Seq));
                else
                {
                    Assert.Equal(++seq, result.Seq);
                    seen[post.Command.ClientId] = result;
                }
            }
        }, iter: 50, threads: 1);
    }

    static PostCommand Command(long session, Guid clientId) => new(session, Sender, "tester", "Tester", clientId, "text");

    static async Task<List<(PostCommand Command, PostResult Result)>> WriteAsync(PostBatchCommand command, IEnumerable<PostCommand[]> batches)
    {
        var answers = new List<(PostCommand, PostResult)>();
        foreach (var posts in batches)
        {
            var batch = posts.Select(post => new PendingPost(post)).ToList();
            (await command.ExecuteAsync(batch)).Answer();
            foreach (var post in batch) answers.Add((post.Command, await post.Result));
        }
        return answers;
    }

    async Task<long> NewSessionAsync(bool active = true, bool member = true)
    {
        var id = Interlocked.Decrement(ref _lastSession);
        await using var command = _database.CreateCommand(
            """
            WITH head AS (
                INSERT INTO session_heads (session_id, seq, rev, fence, active_version, is_active, deleted) VALUES ($1, 0, 0, 0, 1, $2, false)
            )
            INSERT INTO session_members (session_id, user_id, role, removed, version) VALUES ($1, $3, 'member', NOT $4, 1)
            """);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(active);
        command.Parameters.AddWithValue(Sender);
        command.Parameters.AddWithValue(member);
        await command.ExecuteNonQueryAsync();
        return id;
    }
}
