using System.Text.RegularExpressions;
using Chat.Messages.LinkPreviews;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Chat.Messages.Search;

/// <summary>
/// Writes <c>message_texts</c> behind the posts: whatever of a session changed after its mark, by revision, so posts, edits and deletions are all
/// the same. Called in the background, and by every search for what it may see; so no search is behind.
/// </summary>
/// <remarks>
/// Invariant: the mark of a session stands at R if, and only if, its texts are those of revision R. Both change in one transaction, under the mark's
/// lock.
/// </remarks>
sealed partial class SearchIndexer(NpgsqlDataSource database, LinkJobs links, IOptions<LinkPreviewOptions> previews)
{
    /// <summary>Nobody is told of these commits, and what a crash of the database takes is written again: texts and marks go together.</summary>
    const string Relax = "SET LOCAL synchronous_commit = off";

    const string Begin =
        """
        INSERT INTO search_marks (session_id)
        SELECT session_id FROM session_heads WHERE session_id = ANY ($1) AND NOT deleted ORDER BY session_id
        ON CONFLICT DO NOTHING
        """;

    // In id order, so that two who write the same sessions never wait for each other in a circle.
    const string Lock =
        """
        SELECT s.session_id, s.signs_rev, h.rev, h.is_encrypted FROM search_marks s JOIN session_heads h USING (session_id)
        WHERE s.session_id = ANY ($1) AND NOT h.deleted AND h.rev > s.signs_rev
        ORDER BY s.session_id FOR NO KEY UPDATE OF s
        """;

    // Of the files of a message: their names, one a line, and whether there is a picture among them. Of a sealed text nothing: its row is for
    // retention, which goes by time.
    const string Changed =
        """
        SELECT m.session_id, m.seq, m.rev, m.sender_id, m.created_at, CASE WHEN m.deleted_at IS NULL THEN CASE WHEN w.is_encrypted THEN '' ELSE m.content END END, f.names, coalesce(f.has_image, false),
            greatest(m.created_at, m.edited_at), m.link_preview IS NOT NULL
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $5::boolean[]) WITH ORDINALITY AS w(session_id, after, upto, is_encrypted, ord)
        CROSS JOIN LATERAL (
            SELECT * FROM messages WHERE session_id = w.session_id AND rev > w.after AND rev <= w.upto ORDER BY rev LIMIT $4) m
        LEFT JOIN LATERAL (
            SELECT string_agg(file ->> 'name', E'\n') AS names, bool_or(file ->> 'kind' = 'image') AS has_image
            FROM jsonb_path_query(m.attachments, '$[*]') AS file) f ON true
        ORDER BY w.ord, m.rev
        LIMIT $4
        """;

    const string Write =
        """
        INSERT INTO message_texts (session_id, seq, sender_id, created_at, body, words, has_link, has_file, has_image)
        SELECT t.session_id, t.seq, t.sender_id, t.created_at, t.body, array_to_tsvector(string_to_array(t.words, ' ')), t.has_link, t.has_file, t.has_image
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::boolean[], $8::boolean[], $9::boolean[])
            AS t(session_id, seq, sender_id, created_at, body, words, has_link, has_file, has_image)
        ON CONFLICT (session_id, seq) DO UPDATE SET body = excluded.body, words = excluded.words, has_link = excluded.has_link
        WHERE message_texts.body <> excluded.body OR message_texts.words <> excluded.words
        """;

    const string Forget =
        "DELETE FROM message_texts t USING unnest($1::bigint[], $2::bigint[]) AS w(session_id, seq) WHERE t.session_id = w.session_id AND t.seq = w.seq";

    const string Mark = "UPDATE search_marks s SET signs_rev = w.rev FROM unnest($1::bigint[], $2::bigint[]) AS w(session_id, rev) WHERE s.session_id = w.session_id";

    /// <summary>Brings the texts of these sessions nearer to what is stored.</summary>
    /// <param name="sessionIds">The sessions.</param>
    /// <param name="rows">Messages in one transaction.</param>
    /// <param name="isPatient">Waits for others who write the same; otherwise their sessions are left to them.</param>
    /// <param name="cancel">Gives up, with nothing changed.</param>
    /// <returns>How many messages were looked at; fewer than <paramref name="rows"/> when there are no more.</returns>
    public async Task<int> AdvanceAsync(long[] sessionIds, int rows, bool isPatient, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var begin = new NpgsqlBatch(connection) { BatchCommands = { Batched(Relax), Batched(Begin, sessionIds) } })
            await begin.ExecuteNonQueryAsync(cancel);

        var behind = new List<(long Session, long Mark, long Head, bool IsEncrypted)>();
        await using (var command = Command(connection, isPatient ? Lock : Lock + " SKIP LOCKED", sessionIds))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel)) behind.Add((reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3)));
        if (behind.Count == 0) return 0;

        var changed = new List<Row>();
        await using (var command = Command(connection, Changed,
            behind.ConvertAll(one => one.Session).ToArray(), behind.ConvertAll(one => one.Mark).ToArray(),
            behind.ConvertAll(one => one.Head).ToArray(), rows, behind.ConvertAll(one => one.IsEncrypted).ToArray()))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                changed.Add(new Row(
                    reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetDateTime(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5),
                    reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetBoolean(7), reader.GetDateTime(8), reader.GetBoolean(9)));

        await WriteAsync(connection, changed, changed.Count < rows ? MarksOf(behind) : MarksOf(behind, changed), cancel);
        await transaction.CommitAsync(cancel);
        return changed.Count;
    }

    /// <summary>How far each session has come: to its head.</summary>
    static List<(long Session, long Rev)> MarksOf(List<(long Session, long Mark, long Head, bool IsEncrypted)> behind) =>
        behind.ConvertAll(one => (one.Session, one.Head));

    /// <summary>The same when these rows were not all: no further than the last of them.</summary>
    static List<(long Session, long Rev)> MarksOf(List<(long Session, long Mark, long Head, bool IsEncrypted)> behind, List<Row> rows)
    {
        var last = rows[^1];
        return [.. MarksOf(behind.TakeWhile(one => one.Session != last.Session).ToList()), (last.Session, last.Rev)];
    }

    async Task WriteAsync(NpgsqlConnection connection, List<Row> rows, List<(long Session, long Rev)> marks, CancellationToken cancel)
    {
        var kept = rows.Where(row => row.Content is not null).Select(row => (Row: row, Body: FoldedText.Fold(row.Text))).ToList();
        var gone = rows.FindAll(row => row.Content is null);
        await using var batch = new NpgsqlBatch(connection);
        if (kept.Count > 0)
        {
            batch.BatchCommands.Add(Batched(Write,
                kept.ConvertAll(text => text.Row.Session).ToArray(),
                kept.ConvertAll(text => text.Row.Seq).ToArray(),
                kept.ConvertAll(text => text.Row.Sender).ToArray(),
                kept.ConvertAll(text => text.Row.CreatedAt).ToArray(),
                kept.ConvertAll(text => text.Body).ToArray(),
                kept.ConvertAll(text => SearchWords.Of(text.Body)).ToArray(),
                kept.ConvertAll(text => Link().IsMatch(text.Body)).ToArray(),
                kept.ConvertAll(text => text.Row.FileNames is not null).ToArray(),
                kept.ConvertAll(text => text.Row.HasImage).ToArray()));
        }
        if (gone.Count > 0) batch.BatchCommands.Add(Batched(Forget, gone.ConvertAll(row => row.Session).ToArray(), gone.ConvertAll(row => row.Seq).ToArray()));
        if (previews.Value.Enabled) AddLinks(batch, rows);
        batch.BatchCommands.Add(Batched(Mark, marks.ConvertAll(mark => mark.Session).ToArray(), marks.ConvertAll(mark => mark.Rev).ToArray()));
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Messages that were just written and have no preview of their link yet.</summary>
    void AddLinks(NpgsqlBatch batch, List<Row> rows)
    {
        var found = rows.Where(row => row.Content is not null && !row.HasPreview && links.IsRecent(row.WrittenAt))
            .Select(row => (Row: row, Url: FirstLink.Of(row.Content!))).Where(one => one.Url is not null).ToList();
        if (found.Count == 0) return;
        batch.BatchCommands.Add(Batched(LinkJobs.Add,
            found.ConvertAll(one => one.Row.Session).ToArray(), found.ConvertAll(one => one.Row.Seq).ToArray(), found.ConvertAll(one => one.Url!).ToArray()));
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string text, params object[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }

    static NpgsqlBatchCommand Batched(string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }

    static NpgsqlParameter Parameter(object value) => value is DateTime[] times
        ? new NpgsqlParameter { Value = times, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz }
        : new NpgsqlParameter { Value = value };

    [GeneratedRegex(@"https?://\S|\bwww\.\S")]
    private static partial Regex Link();

    /// <summary>A message as it is now; without content when it is deleted.</summary>
    readonly record struct Row(
        long Session, long Seq, long Rev, long Sender, DateTime CreatedAt, string? Content, string? FileNames, bool HasImage, DateTime WrittenAt,
        bool HasPreview)
    {
        /// <summary>What the message is found by: its content, and the names of its files.</summary>
        public string Text => FileNames is null ? Content! : $"{Content} {FileNames}";
    }
}
