using Chat.Messages.Data;
using Chat.Messages.Posting;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attention;

/// <summary>
/// Looks for whom messages are meant in the background: a moment after commits of this instance, and now and then in all sessions, for what a crash or an
/// upgrade left.
/// </summary>
sealed partial class AttentionFollowing(
    AttentionBacklog backlog, IServiceScopeFactory scopes, MigrationState schema, TimeProvider time, ILogger<AttentionFollowing> logger)
    : BacklogFollower<AttentionBacklog>(backlog, schema, time)
{
    const int SessionsAtOnce = 200;

    /// <summary>Who reads along at once need not be called.</summary>
    protected override TimeSpan Gather => TimeSpan.FromSeconds(2);

    protected override async Task AdvanceAsync(long[] sessionIds, CancellationToken cancel)
    {
        foreach (var some in sessionIds.Chunk(SessionsAtOnce)) await AdvanceSomeAsync(some, cancel);
    }

    protected override async Task SweepAsync(CancellationToken cancel)
    {
        var behind = new List<long> { 0 };
        do
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
                behind = await db.Database.SqlQuery<long>(
                    $"""
                    SELECT h.session_id AS "Value" FROM session_heads h LEFT JOIN attention_marks s USING (session_id)
                    WHERE h.session_id > {behind[^1]} AND NOT h.deleted AND h.seq > coalesce(s.seq, 0)
                    ORDER BY h.session_id LIMIT {SessionsAtOnce}
                    """).ToListAsync(cancel);
            }
            if (behind.Count > 0) await AdvanceSomeAsync([.. behind], cancel);
        }
        while (behind.Count == SessionsAtOnce);
    }

    /// <summary>What is not done comes again soon, whatever kept it.</summary>
    async Task AdvanceSomeAsync(long[] sessionIds, CancellationToken cancel)
    {
        IEnumerable<long> left = sessionIds;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            left = await scope.ServiceProvider.GetRequiredService<AddressedMessages>().AdvanceAsync(sessionIds, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            Log.Failed(logger, e);
        }
        foreach (var session in left) Backlog.Add(session);
    }

    protected override void LogFailure(Exception exception) => Log.Failed(logger, exception);

    static partial class Log
    {
        [LoggerMessage(1600, LogLevel.Warning, "It could not be found out for whom messages are meant; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
