using Chat.Messages.LinkPreviews;
using Chat.Messages.Posting;
using Chat.ServiceDefaults.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Chat.Messages.Search;

/// <summary>
/// Runs the indexer in the background: some time after commits of this instance, and now and then over all sessions, for what a crash or an upgrade
/// left. Nobody waits for it, since a search makes up for what it needs; so it works in small steps, and while people post with long pauses.
/// Instances skip each other's sessions.
/// </summary>
sealed partial class SearchIndexing(
    SearchBacklog backlog, SearchIndexer indexer, NpgsqlDataSource database, MigrationState schema, IOptions<LinkPreviewOptions> previews, TimeProvider time,
    ILogger<SearchIndexing> logger) : BacklogFollower<SearchBacklog>(backlog, schema, time)
{
    const int SessionsAtOnce = 200;

    /// <summary>Some ten milliseconds of work for the database, in which it has less time for posts.</summary>
    const int RowsAtOnce = 50;

    /// <summary>Without a commit for so long nobody is in the way.</summary>
    static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>What waits for longer than this is worth more than the posts of the moment.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    const string Behind =
        """
        SELECT h.session_id FROM session_heads h LEFT JOIN search_marks s USING (session_id)
        WHERE h.session_id > $1 AND NOT h.deleted AND h.rev > coalesce(s.signs_rev, 0)
        ORDER BY h.session_id LIMIT $2
        """;

    // Left by whoever wrote while the session was erased.
    const string Erased =
        """
        WITH gone AS (DELETE FROM search_marks s USING session_heads h WHERE h.session_id = s.session_id AND h.deleted RETURNING s.session_id)
        DELETE FROM message_texts t USING gone WHERE t.session_id = gone.session_id
        """;

    /// <summary>Many rows at once cost each less; but where links are looked at, people wait for what they lead to.</summary>
    protected override TimeSpan Gather => TimeSpan.FromSeconds(previews.Value.Enabled ? 1 : 10);

    protected override async Task SweepAsync(CancellationToken cancel)
    {
        await using (var erased = database.CreateCommand(Erased)) await erased.ExecuteNonQueryAsync(cancel);
        // Once through all of them: while people write, some session is always behind.
        var behind = new List<long> { 0 };
        do
        {
            await using (var command = database.CreateCommand(Behind))
            {
                command.Parameters.AddWithValue(behind[^1]);
                command.Parameters.AddWithValue(SessionsAtOnce);
                await using var reader = await command.ExecuteReaderAsync(cancel);
                behind.Clear();
                while (await reader.ReadAsync(cancel)) behind.Add(reader.GetInt64(0));
            }
            await AdvanceAsync([.. behind], cancel);
        }
        while (behind.Count == SessionsAtOnce);
    }

    protected override async Task AdvanceAsync(long[] sessionIds, CancellationToken cancel)
    {
        var taken = Time.GetTimestamp();
        foreach (var some in sessionIds.Chunk(SessionsAtOnce))
        {
            int done;
            do
            {
                var step = Time.GetTimestamp();
                done = await indexer.AdvanceAsync(some, RowsAtOnce, isPatient: false, cancel);
                await Task.Delay(Rest(Time.GetElapsedTime(taken)) * Time.GetElapsedTime(step), Time, cancel);
            }
            while (done == RowsAtOnce);
        }
    }

    /// <summary>How long to pause after a step, in lengths of that step.</summary>
    int Rest(TimeSpan waiting) => Backlog.Calm > Calm ? 0 : waiting > Patience ? 3 : 20;

    protected override void LogFailure(Exception exception) => Log.Failed(logger, exception);

    static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Warning, "Search could not be brought up to date; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
