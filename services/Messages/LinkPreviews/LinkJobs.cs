using Npgsql;

namespace Chat.Messages.LinkPreviews;

/// <summary>
/// Messages whose links are to be looked at. They come in by the indexer of search, which follows what changes behind the posts: no post waits for
/// them, and none is missed. What is older than an hour, as after an upgrade or when previews are turned on, is left alone.
/// </summary>
sealed class LinkJobs(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How often a page is asked for that does not answer.</summary>
    public const int MaxAttempts = 3;

    /// <summary>In the transaction that moves the mark of search on.</summary>
    public const string Add =
        """
        INSERT INTO link_jobs (session_id, seq, url, due_at, attempts)
        SELECT w.session_id, w.seq, w.url, clock_timestamp(), 0
        FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS w(session_id, seq, url)
        WHERE NOT EXISTS (SELECT FROM link_rules r WHERE r.session_id = w.session_id AND NOT r.is_on)
        ON CONFLICT (session_id, seq) DO UPDATE SET url = excluded.url, due_at = excluded.due_at, attempts = 0 WHERE link_jobs.url <> excluded.url
        """;

    const string TakeSome =
        """
        UPDATE link_jobs j SET due_at = $1 + interval '2 minutes', attempts = attempts + 1
        FROM (SELECT session_id, seq FROM link_jobs WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
        WHERE j.session_id = due.session_id AND j.seq = due.seq
        RETURNING j.session_id, j.seq, j.url, j.attempts
        """;

    // Unless the message has another link by now.
    const string Remove = "DELETE FROM link_jobs WHERE session_id = $1 AND seq = $2 AND url = $3";
    const string Delay = "UPDATE link_jobs SET due_at = $4 WHERE session_id = $1 AND seq = $2 AND url = $3";

    static readonly TimeSpan Recent = TimeSpan.FromHours(1);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(20);

    /// <summary>A message to look at.</summary>
    internal readonly record struct Job(long SessionId, long Seq, string Url, int Attempts);

    /// <summary>Whether a message that was written at this time is worth it.</summary>
    public bool IsRecent(DateTime writtenAt) => writtenAt > time.GetUtcNow().UtcDateTime - Recent;

    /// <summary>Takes some; they come again later if nobody says that they are done.</summary>
    public async Task<List<Job>> TakeAsync(int count, CancellationToken cancel)
    {
        await using var command = Command(TakeSome, time.GetUtcNow().UtcDateTime, count);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var taken = new List<Job>();
        while (await reader.ReadAsync(cancel)) taken.Add(new Job(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt32(3)));
        return taken;
    }

    public async Task DoneAsync(Job job, CancellationToken cancel)
    {
        await using var command = Command(Remove, job.SessionId, job.Seq, job.Url);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Once more, a little later.</summary>
    public async Task LaterAsync(Job job, CancellationToken cancel)
    {
        await using var command = Command(Delay, job.SessionId, job.Seq, job.Url, time.GetUtcNow().UtcDateTime + Pause * job.Attempts);
        await command.ExecuteNonQueryAsync(cancel);
    }

    NpgsqlCommand Command(string text, params object[] values)
    {
        var command = database.CreateCommand(text);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
