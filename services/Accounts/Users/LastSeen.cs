using System.Collections.Concurrent;
using Chat.Accounts.Data;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Users;

/// <summary>
/// Notes when users were here: each time an access token is made for them, so while they are active every few minutes. Gathered in memory and
/// written some at a time; a crash loses the last half minute.
/// </summary>
sealed partial class LastSeen(IServiceScopeFactory scopes, MigrationState schema, TimeProvider time, ILogger<LastSeen> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<long, DateTime> _seen = new();

    public void Note(long userId) => _seen[userId] = time.GetUtcNow().UtcDateTime;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(stoppingToken);
    }

    async Task WriteAsync(CancellationToken stop)
    {
        var seen = _seen.ToArray();
        if (seen.Length == 0) return;
        var (ids, times) = (Array.ConvertAll(seen, one => one.Key), Array.ConvertAll(seen, one => one.Value));
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
            // In id order, so that two instances that saw the same users do not lock each other out.
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE users SET last_seen_at = seen.at
                FROM (
                    SELECT u.id, s.at FROM unnest({ids}, {times}) AS s(id, at)
                    JOIN users u ON u.id = s.id AND (u.last_seen_at IS NULL OR u.last_seen_at < s.at)
                    ORDER BY u.id FOR NO KEY UPDATE OF u
                ) seen
                WHERE users.id = seen.id
                """, stop);
            foreach (var one in seen) _seen.TryRemove(one);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            Log.NotWritten(logger, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(4200, LogLevel.Warning, "When users were last seen could not be written; trying again")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
