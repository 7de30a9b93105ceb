using Chat.Messages.LinkPreviews;
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
    ILogger<SearchIndexing> logger) : BackgroundService
{
    const int SessionsAtOnce = 200;

    /// <summary>Some ten milliseconds of work for the database, in which it has less time for posts.</summary>
    const int RowsAtOnce = 50;

    /// <summary>How long commits gather: many rows at once cost each less.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromSeconds(10);

    /// <summary>The same where people wait for what their links lead to.</summary>
    static readonly TimeSpan GatherForPreviews = TimeSpan.FromSeconds(1);

    /// <summary>Without a commit for so long nobody is in the way.</summary>
    static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>What waits for longer than this is worth more than the posts of the moment.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    const string Behind =
        """
        SELECT h.session_id FROM session_heads h LEFT JOIN search_marks s USING (session_id)
        WHERE h.session_id > $1 AND NOT h.deleted AND h.rev > coalesce(s.rev, 0)
        ORDER BY h.session_id LIMIT $2
        """;

    // Left by whoever wrote while the session was erased.
    const string Erased =
        """
        WITH gone AS (DELETE FROM search_marks s USING session_heads h WHERE h.session_id = s.session_id AND h.deleted RETURNING s.session_id)
        DELETE FROM message_texts t USING gone WHERE t.session_id = gone.session_id
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        await Task.WhenAll(
            RepeatAsync(SweepEvery, SweepAsync, stoppingToken),
            RepeatAsync(TimeSpan.Zero, FollowAsync, stoppingToken));
    }

    async Task RepeatAsync(TimeSpan every, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
            await Task.Delay(every, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task FollowAsync(CancellationToken cancel)
    {
        await backlog.WaitAsync(cancel);
        await Task.Delay(previews.Value.Enabled ? GatherForPreviews : Gather, time, cancel);
        await IndexAsync(backlog.Take(), cancel);
    }

    async Task SweepAsync(CancellationToken cancel)
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
            await IndexAsync([.. behind], cancel);
        }
        while (behind.Count == SessionsAtOnce);
    }

    async Task IndexAsync(long[] sessionIds, CancellationToken cancel)
    {
        var taken = time.GetTimestamp();
        foreach (var some in sessionIds.Chunk(SessionsAtOnce))
        {
            int done;
            do
            {
                var step = time.GetTimestamp();
                done = await indexer.AdvanceAsync(some, RowsAtOnce, isPatient: false, cancel);
                await Task.Delay(Rest(time.GetElapsedTime(taken)) * time.GetElapsedTime(step), time, cancel);
            }
            while (done == RowsAtOnce);
        }
    }

    /// <summary>How long to pause after a step, in lengths of that step.</summary>
    int Rest(TimeSpan waiting) => backlog.Calm > Calm ? 0 : waiting > Patience ? 3 : 20;

    static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Warning, "Search could not be brought up to date; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
