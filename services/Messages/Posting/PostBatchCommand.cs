using System.Diagnostics;
using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Chat.Messages.Posting;

/// <summary>Runs <c>PostBatch.sql</c> for a batch, in one round trip: lock the heads of its sessions, then post. Not thread-safe; the writer owns it.</summary>
sealed class PostBatchCommand(NpgsqlDataSource database) : IAsyncDisposable
{
    // Heads are locked in id order: two batches never wait for each other in a circle.
    const string LockHeads = "SELECT FROM session_heads WHERE session_id = ANY ($1) ORDER BY session_id FOR NO KEY UPDATE";

    // Only when a post of the batch has files. By what the messages say: a repeated post links nothing new.
    const string LinkFiles =
        """
        INSERT INTO message_files (session_id, seq, file_id)
        SELECT m.session_id, m.seq, (file.value->>'id')::uuid
        FROM unnest($1::bigint[], $2::bigint[], $3::uuid[]) AS post(session_id, sender_id, client_id)
        JOIN messages m ON m.session_id = post.session_id AND m.sender_id = post.sender_id AND m.client_id = post.client_id
        CROSS JOIN LATERAL jsonb_array_elements(m.attachments) file
        ON CONFLICT DO NOTHING
        """;

    static readonly string PostBatch = EmbeddedSql.Read("PostBatch.sql");

    NpgsqlConnection? _connection;

    /// <summary>What the span of the writer's statements is called; null for others'.</summary>
    public static string? SpanNameOf(NpgsqlBatch batch) =>
        batch.BatchCommands.Count > 1 && ReferenceEquals(batch.BatchCommands[1].CommandText, PostBatch) ? "postgresql post messages" : null;

    /// <summary>Commits the batch. After a failure the next call uses a fresh connection.</summary>
    public async Task<BatchOutcome> ExecuteAsync(List<PendingPost> batch)
    {
        // The same post twice in one batch (a client retrying hard) is written once and answered twice.
        var firsts = new Dictionary<(long, long, Guid), int>(batch.Count);
        var unique = new List<PendingPost>(batch.Count);
        foreach (var post in batch)
            if (firsts.TryAdd(KeyOf(post), unique.Count)) unique.Add(post);

        try
        {
            _connection ??= await database.OpenConnectionAsync();
            await using var command = Prepare(_connection, unique);
            // Planned once per connection; after the first batch this asks nothing.
            await command.PrepareAsync();
            await using var reader = await command.ExecuteReaderAsync();
            await reader.NextResultAsync();
            var results = await ReadAsync(reader, unique);
            // The rows come before the commit; only what follows them tells that it succeeded. (Disposing would swallow a timeout.)
            await reader.NextResultAsync();
            return new BatchOutcome(batch, results, post => firsts[KeyOf(post)], unique);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    static (long, long, Guid) KeyOf(PendingPost post) => (post.Command.SessionId, post.Command.SenderId, post.Command.ClientId);

    static NpgsqlBatch Prepare(NpgsqlConnection connection, List<PendingPost> posts)
    {
        var sessions = posts.ConvertAll(post => post.Command.SessionId).ToArray();
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(LockHeads) { Parameters = { Array(sessions.Distinct().ToArray(), NpgsqlDbType.Bigint) } },
                new NpgsqlBatchCommand(PostBatch)
                {
                    Parameters =
                    {
                        Array(sessions, NpgsqlDbType.Bigint),
                        Array(posts.ConvertAll(post => post.Command.SenderId).ToArray(), NpgsqlDbType.Bigint),
                        Array(posts.ConvertAll(post => post.Command.ClientId).ToArray(), NpgsqlDbType.Uuid),
                        Array(posts.ConvertAll(post => post.Command.Content).ToArray(), NpgsqlDbType.Text),
                        Array(posts.ConvertAll(post => post.Command.ReplyTo).ToArray(), NpgsqlDbType.Bigint),
                        Array(posts.ConvertAll(post => JsonOf(post.Command.Attachments)).ToArray(), NpgsqlDbType.Jsonb),
                        new NpgsqlParameter { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                        Array(posts.ConvertAll(post => post.Command.IsSealed).ToArray(), NpgsqlDbType.Boolean),
                    },
                },
            },
        };
        var withFiles = posts.FindAll(post => post.Command.Attachments is not null);
        if (withFiles.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(LinkFiles)
            {
                Parameters =
                {
                    Array(withFiles.ConvertAll(post => post.Command.SessionId).ToArray(), NpgsqlDbType.Bigint),
                    Array(withFiles.ConvertAll(post => post.Command.SenderId).ToArray(), NpgsqlDbType.Bigint),
                    Array(withFiles.ConvertAll(post => post.Command.ClientId).ToArray(), NpgsqlDbType.Uuid),
                },
            });
        }
        return batch;
    }

    static string? JsonOf(IReadOnlyList<Attachment>? attachments) => attachments is null ? null : JsonSerializer.Serialize(attachments, JsonDefaults.Options);

    static NpgsqlParameter Array<T>(T[] values, NpgsqlDbType element) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | element };

    static async Task<BatchRow[]> ReadAsync(NpgsqlDataReader reader, List<PendingPost> posts)
    {
        var rows = new BatchRow[posts.Count];
        for (var i = 0; await reader.ReadAsync(); i++)
        {
            var outcome = !reader.GetBoolean(0) ? PostOutcome.NotMember
                : !reader.IsDBNull(4) ? PostOutcome.Posted
                : !reader.GetBoolean(1) ? PostOutcome.Inactive
                : !reader.GetBoolean(10) ? PostOutcome.WrongSeal
                : PostOutcome.UnknownReply;
            rows[i] = outcome is not PostOutcome.Posted
                ? new BatchRow(new PostResult(outcome))
                : new BatchRow(
                    new PostResult(outcome, reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetDateTime(7), reader.GetBoolean(3)),
                    Fence: reader.IsDBNull(8) ? 0 : reader.GetInt64(8),
                    OutboxId: reader.IsDBNull(9) ? 0 : reader.GetInt64(9));
        }
        return rows;
    }
}

/// <summary>What the database answered for one post.</summary>
readonly record struct BatchRow(PostResult Result, long Fence = 0, long OutboxId = 0);
