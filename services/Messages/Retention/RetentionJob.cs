using Chat.Messages.Changing;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Chat.Messages.Retention;

/// <summary>
/// Deletes messages that are older than their session keeps them. One instance at a time does, by a lock of the database. Which sessions have
/// any is asked of the index of search, which holds what is not deleted, by time; whether a message goes is decided under
/// the lock of its session, by the message itself.
/// </summary>
sealed partial class RetentionJob(
    IServiceScopeFactory scopes, NpgsqlDataSource database, MigrationState schema, IOptionsMonitor<RetentionOptions> options, TimeProvider time,
    ILogger<RetentionJob> logger)
    : BackgroundService
{
    const long JobLock = 0x72657465; // "rete"

    /// <summary>Messages of one commit: its session takes no post meanwhile.</summary>
    const int MessagesAtOnce = 200;

    /// <summary>Between two commits others have their turn.</summary>
    static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
            await Task.Delay(options.CurrentValue.Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task RunAsync(CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        // Held by the connection: whoever dies lets go of it.
        await using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = JobLock } } };
        if (await take.ExecuteScalarAsync(stop) is not true) return;
        try
        {
            foreach (var sessionId in await DueAsync(stop))
            {
                try
                {
                    await ExpireAsync(sessionId, stop);
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    // The others go on: what is wrong with one session must not keep all that is old.
                    Log.SessionFailed(logger, e, sessionId);
                }
            }
        }
        finally
        {
            await using var leave = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = JobLock } } };
            await leave.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>Sessions that seem to have messages that are too old.</summary>
    async Task<List<long>> DueAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        var now = time.GetUtcNow().UtcDateTime;
        var site = await scope.ServiceProvider.GetRequiredService<RetentionPolicies>().OfSiteAsync(stop);
        var siteCutoff = site.EffectiveDays is { } days ? now.AddDays(-days) : DateTime.UnixEpoch;
        return await db.Database.SqlQuery<long>(
            $"""
            SELECT r.session_id FROM retention_rules r
            WHERE EXISTS (SELECT FROM message_texts t WHERE t.session_id = r.session_id AND t.created_at < {now} - make_interval(days => r.days))
            UNION
            SELECT session_id FROM message_texts WHERE created_at < {siteCutoff}
            """).ToListAsync(stop);
    }

    async Task ExpireAsync(long sessionId, CancellationToken stop)
    {
        var all = 0;
        for (var deleted = MessagesAtOnce; deleted == MessagesAtOnce; all += deleted)
        {
            await using var scope = scopes.CreateAsyncScope();
            deleted = await scope.ServiceProvider.GetRequiredService<MessageChanges>().ExpireAsync(sessionId, MessagesAtOnce, stop);
            await Task.Delay(Breath, time, stop);
        }
        if (all > 0) Log.Deleted(logger, all, sessionId);
    }

    static partial class Log
    {
        [LoggerMessage(1400, LogLevel.Information, "Deleted {Count} messages of session {SessionId} that were too old")]
        public static partial void Deleted(ILogger logger, int count, long sessionId);

        [LoggerMessage(1402, LogLevel.Warning, "Old messages of session {SessionId} could not be deleted; trying again")]
        public static partial void SessionFailed(ILogger logger, Exception exception, long sessionId);

        [LoggerMessage(1401, LogLevel.Warning, "Old messages could not be deleted; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
