using Chat.Messages.Attachments.Storage;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attachments;

/// <summary>
/// Deletes files whose time is over and that no message has: given-up uploads, and files of deleted messages. The bytes go before the
/// row, so that a crash between leaves something to find; and the row is locked meanwhile, so that no message gets the file.
/// Instances skip each other's rows. A file that cannot be deleted is left alone for some time, so that it does not keep the others.
/// </summary>
sealed partial class FileSweeper(IServiceScopeFactory scopes, IFileStore store, MigrationState schema, TimeProvider time, ILogger<FileSweeper> logger)
    : BackgroundService
{
    const int FilesAtOnce = 20;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>Files that could not be deleted, and when to try again.</summary>
    readonly Dictionary<Guid, DateTime> _stuck = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await SweepAsync(stoppingToken) == FilesAtOnce) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    async Task<int> SweepAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (id, at) in _stuck)
            if (at <= now) _stuck.Remove(id);
        Guid[] stuck = [.. _stuck.Keys];
        var (found, deleted) = await db.InTransactionAsync(async () =>
        {
            var over = await db.Files
                .FromSql($"SELECT * FROM files WHERE expires_at < {now} AND id <> ALL ({stuck}) ORDER BY expires_at LIMIT {FilesAtOnce} FOR UPDATE SKIP LOCKED")
                .ToListAsync(stop);
            var ids = over.ConvertAll(file => file.Id);
            var kept = over.Count == 0 ? [] : await db.MessageFiles.Where(link => ids.Contains(link.FileId)).Select(link => link.FileId).ToHashSetAsync(stop);
            var gone = 0;
            foreach (var file in over)
            {
                if (kept.Contains(file.Id))
                {
                    file.ExpiresAt = null;
                }
                else if (await TryDeleteAsync(file.Id, stop))
                {
                    db.Remove(file);
                    gone++;
                }
                else
                {
                    _stuck[file.Id] = now + AgainAfter;
                }
            }
            await db.SaveChangesAsync(stop);
            return (over.Count, gone);
        }, stop);
        if (deleted > 0) Log.Deleted(logger, deleted);
        return found;
    }

    async Task<bool> TryDeleteAsync(Guid file, CancellationToken stop)
    {
        try
        {
            await store.DeleteAsync(await store.ListAsync(file, stop), stop);
            return true;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            Log.NotDeleted(logger, e, file);
            return false;
        }
    }

    static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Information, "Deleted {Count} files that nobody has any more")]
        public static partial void Deleted(ILogger logger, int count);

        [LoggerMessage(1102, LogLevel.Warning, "The file {Id} could not be deleted; trying again later")]
        public static partial void NotDeleted(ILogger logger, Exception exception, Guid id);

        [LoggerMessage(1101, LogLevel.Warning, "Files could not be deleted; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
