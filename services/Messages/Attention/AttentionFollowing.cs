using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attention;

/// <summary>
/// Looks for whom messages are meant in the background: a moment after commits of this instance, and now and then in all sessions, for what a crash or an
/// upgrade left.
/// </summary>
sealed partial class AttentionFollowing(
    AttentionBacklog backlog, IServiceScopeFactory scopes, MigrationState schema, TimeProvider time, ILogger<AttentionFollowing> logger) : BackgroundService
{
    const int SessionsAtOnce = 200;

    /// <summary>How long commits gather. Who reads along at once need not be called.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromSeconds(2);
    static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        await Task.WhenAll(RepeatAsync(SweepEvery, SweepAsync, stoppingToken), RepeatAsync(TimeSpan.Zero, FollowAsync, stoppingToken));
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
        await Task.Delay(Gather, time, cancel);
        foreach (var some in backlog.Take().Chunk(SessionsAtOnce)) await AdvanceAsync(some, cancel);
    }

    async Task SweepAsync(CancellationToken cancel)
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
            if (behind.Count > 0) await AdvanceAsync([.. behind], cancel);
        }
        while (behind.Count == SessionsAtOnce);
    }

    /// <summary>What is not done comes again soon, whatever kept it.</summary>
    async Task AdvanceAsync(long[] sessionIds, CancellationToken cancel)
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
        foreach (var session in left) backlog.Add(session);
    }

    static partial class Log
    {
        [LoggerMessage(1600, LogLevel.Warning, "It could not be found out for whom messages are meant; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
