using Chat.Messages.Attachments.Storage;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attachments;

/// <summary>
/// Deletes files whose time is over and that no message has: given-up uploads, and files of deleted messages. The bytes go before the
/// row, so that a crash between leaves something to find; and the row is locked meanwhile, so that no message gets the file.
/// Instances skip each other's rows.
/// </summary>
sealed partial class FileSweeper(IServiceScopeFactory scopes, IFileStore store, MigrationState schema, TimeProvider time, ILogger<FileSweeper> logger)
    : BackgroundService
{
    const int FilesAtOnce = 20;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

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
        var (found, deleted) = await db.InTransactionAsync(async () =>
        {
            var over = await db.Files
                .FromSql($"SELECT * FROM files WHERE expires_at < {now} ORDER BY expires_at LIMIT {FilesAtOnce} FOR UPDATE SKIP LOCKED")
                .ToListAsync(stop);
            var ids = over.ConvertAll(file => file.Id);
            var kept = over.Count == 0 ? [] : await db.MessageFiles.Where(link => ids.Contains(link.FileId)).Select(link => link.FileId).ToHashSetAsync(stop);
            foreach (var file in over)
            {
                if (kept.Contains(file.Id)) file.ExpiresAt = null;
                else db.Remove(file);
            }
            foreach (var file in over.Where(file => !kept.Contains(file.Id))) await store.DeleteAsync(await store.ListAsync(file.Id, stop), stop);
            await db.SaveChangesAsync(stop);
            return (over.Count, over.Count - kept.Count);
        }, stop);
        if (deleted > 0) Log.Deleted(logger, deleted);
        return found;
    }

    static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Information, "Deleted {Count} files that nobody has any more")]
        public static partial void Deleted(ILogger logger, int count);

        [LoggerMessage(1101, LogLevel.Warning, "Files could not be deleted; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
