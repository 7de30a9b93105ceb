using System.Security.Cryptography;
using Chat.Media;
using Chat.Messages.Attachments.Storage;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attachments.Finishing;

/// <summary>
/// Makes a file of an upload whose bytes are all there: puts the parts together, looks at what it is, has it scanned, writes pictures anew, and
/// stores the result. It can be done again from the start, by any instance, until the row says that it is done: whoever says so first
/// has made the file, and what others made is deleted.
/// </summary>
sealed partial class FileFinisher(IServiceScopeFactory scopes, IFileStore store, Pictures pictures, VirusScan scan, ILogger<FileFinisher> logger)
{
    /// <summary>Ends when the file is ready or refused; answers it as it is then.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.UploadNotFound"/>; <see cref="ErrorCode.Unavailable"/> when it cannot be scanned now.</exception>
    public async Task<StoredFile> FinishAsync(Guid id, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        var file = await db.Files.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancel) ?? throw new ChatException(ErrorCode.UploadNotFound);
        if (file.State is not FileState.Uploading) return file;
        try
        {
            await MakeAsync(db, file, cancel);
            file.State = FileState.Ready;
        }
        catch (FileRefusedException refusal)
        {
            Log.Refused(logger, id, refusal.Message);
            (file.State, file.Refusal) = (FileState.Refused, refusal.Message);
        }
        var decided = await DecideAsync(db, file, cancel);
        await CleanUpAsync(id, decided, cancel);
        return decided ?? throw new ChatException(ErrorCode.UploadNotFound);
    }

    async Task MakeAsync(MessagesDbContext db, StoredFile file, CancellationToken cancel)
    {
        var path = TemporaryFile.PathOf();
        Picture? picture = null;
        try
        {
            await AssembleAsync(db, file, path, cancel);
            var type = await FileTypes.OfAsync(path, cancel);
            await using (var whole = File.OpenRead(path)) await scan.CheckAsync(whole);
            if (type.Kind == FileTypes.Image) picture = await pictures.MakeAsync(path, type.Type, cancel);
            (file.Type, file.Kind, file.Width, file.Height) = (type.Type, type.Kind, picture?.Width, picture?.Height);

            // A name of its own for each try, as another instance may be at it, too.
            var attempt = Guid.NewGuid().ToString("N");
            file.ContentKey = $"{file.Id}/content-{attempt}";
            file.Size = await StoreAsync(file.ContentKey, picture?.Path ?? path, cancel);
            file.Hash = await HashAsync(picture?.Path ?? path, cancel);
            if (picture?.ThumbnailPath is { } thumbnail)
            {
                file.ThumbnailKey = $"{file.Id}/thumbnail-{attempt}";
                file.ThumbnailSize = await StoreAsync(file.ThumbnailKey, thumbnail, cancel);
            }
        }
        finally
        {
            File.Delete(path);
            if (picture is not null) File.Delete(picture.Path);
            if (picture?.ThumbnailPath is { } thumbnail) File.Delete(thumbnail);
        }
    }

    /// <summary>Writes the parts to one file.</summary>
    /// <exception cref="FileRefusedException">They are not what was counted.</exception>
    async Task AssembleAsync(MessagesDbContext db, StoredFile file, string path, CancellationToken cancel)
    {
        var parts = await db.UploadParts.AsNoTracking().Where(part => part.FileId == file.Id).OrderBy(part => part.Offset).ToListAsync(cancel);
        await using var whole = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        try
        {
            foreach (var part in parts)
            {
                if (part.Offset != whole.Length) throw Damaged();
                await using var content = await store.ReadAsync(part.Key, 0, cancel);
                await content.CopyToAsync(whole, cancel);
            }
        }
        catch (FileNotFoundException)
        {
            // Or another instance has finished it meanwhile: then this refusal comes too late to count.
            throw Damaged();
        }
        if (whole.Length != file.UploadLength) throw Damaged();
    }

    async Task<long> StoreAsync(string key, string path, CancellationToken cancel)
    {
        await using var content = File.OpenRead(path);
        return await store.WriteAsync(key, content, cancel);
    }

    static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        await using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    /// <summary>Writes down what was found, if nobody was faster; answers what counts, or null when the file is gone meanwhile.</summary>
    static Task<StoredFile?> DecideAsync(MessagesDbContext db, StoredFile made, CancellationToken cancel) => db.InTransactionAsync(async () =>
    {
        var id = made.Id;
        var rows = await db.Files.FromSql($"SELECT * FROM files WHERE id = {id} FOR UPDATE").ToListAsync(cancel);
        if (rows is not [var row]) return null;
        if (row.State is not FileState.Uploading) return row;
        db.Entry(row).CurrentValues.SetValues(made);
        await db.SaveChangesAsync(cancel);
        await db.UploadParts.Where(part => part.FileId == id).ExecuteDeleteAsync(cancel);
        return row;
    }, cancel);

    /// <summary>
    /// Deletes the parts, and whatever tries that do not count have left: all of it when the file is gone, as nobody comes by it any more. What
    /// remains of a crash goes with the file.
    /// </summary>
    async Task CleanUpAsync(Guid id, StoredFile? file, CancellationToken cancel)
    {
        try
        {
            var left = (await store.ListAsync(id, cancel)).Where(key => file is null || (key != file.ContentKey && key != file.ThumbnailKey)).ToList();
            if (left.Count > 0) await store.DeleteAsync(left, cancel);
        }
        catch (Exception e)
        {
            Log.NotCleaned(logger, e, id);
        }
    }

    static FileRefusedException Damaged() => new("The file was damaged on its way: send it again.");

    static partial class Log
    {
        [LoggerMessage(1120, LogLevel.Information, "The file {Id} was refused: {Reason}")]
        public static partial void Refused(ILogger logger, Guid id, string reason);

        [LoggerMessage(1121, LogLevel.Warning, "What was made on the way to the file {Id} could not be deleted")]
        public static partial void NotCleaned(ILogger logger, Exception exception, Guid id);
    }
}
