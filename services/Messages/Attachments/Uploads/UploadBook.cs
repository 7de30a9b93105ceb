using Chat.Messages.Attachments.Finishing;
using Chat.Messages.Attachments.Storage;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attachments.Uploads;

/// <summary>
/// Uploads that are under way. Bytes are stored in parts; a part counts from the moment that its row stands beside the new offset, so
/// what a crash leaves behind was never promised. Any instance takes the next bytes.
/// </summary>
/// <remarks>
/// Two writers at one offset: each writes under a key of its own, and the offset moves for the first alone. Parts that do not count are
/// deleted at once, and after a crash when the file is finished or goes.
/// </remarks>
sealed class UploadBook(MessagesDbContext db, IFileStore store, FileFinisher finisher, IOptions<FilesOptions> options, TimeProvider time)
{
    /// <summary>Bytes after which what came is made to count: no more than this is sent twice after a crash.</summary>
    const long PartSize = 4 * 1024 * 1024;

    FilesOptions Options => options.Value;

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/>, <see cref="ErrorCode.PayloadTooLarge"/> or
    /// <see cref="ErrorCode.QuotaExceeded"/>.</exception>
    public async Task<StoredFile> CreateAsync(long ownerId, long length, string name, CancellationToken cancel)
    {
        if (length == 0) throw FieldErrors.Of(UploadHeaders.Length, "The file is empty.");
        if (length > Options.MaxFileSize)
            throw new ChatException(
                ErrorCode.PayloadTooLarge, $"A file has at most {Sizes.Of(Options.MaxFileSize)}; this one has {Sizes.Of(length)}.");
        return await db.InTransactionAsync(async () =>
        {
            // One at a time for each user: together they must not exceed what each alone would not.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('files', {ownerId}))", cancel);
            var total = await db.Files.Where(file => file.OwnerId == ownerId && file.State != FileState.Refused).SumAsync(file => file.UploadLength, cancel);
            if (Options.MaxTotalPerUser > 0 && total + length > Options.MaxTotalPerUser)
            {
                throw new ChatException(
                    ErrorCode.QuotaExceeded,
                    $"Your files may have {Sizes.Of(Options.MaxTotalPerUser)} in all; there is room for {Sizes.Of(Math.Max(0, Options.MaxTotalPerUser - total))}.");
            }
            var file = new StoredFile { Id = Guid.NewGuid(), OwnerId = ownerId, Name = name, UploadLength = length, CreatedAt = Now, ExpiresAt = NextExpiry() };
            db.Add(file);
            await db.SaveChangesAsync(cancel);
            return file;
        }, cancel);
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.UploadNotFound"/> also when it is somebody else's;
    /// <see cref="ErrorCode.UploadExpired"/>.</exception>
    public async Task<StoredFile> FindAsync(Guid id, long ownerId, CancellationToken cancel)
    {
        var file = await db.Files.AsNoTracking().SingleOrDefaultAsync(file => file.Id == id && file.OwnerId == ownerId, cancel)
            ?? throw new ChatException(ErrorCode.UploadNotFound);
        return file.ExpiresAt < Now ? throw new ChatException(ErrorCode.UploadExpired) : file;
    }

    /// <summary>Takes bytes, and finishes the file with the last of them.</summary>
    /// <returns>The file as it is then.</returns>
    /// <exception cref="ChatException">As <see cref="FindAsync"/>, and <see cref="ErrorCode.OffsetMismatch"/>, <see cref="ErrorCode.ChecksumMismatch"/>,
    /// <see cref="ErrorCode.PayloadTooLarge"/>, <see cref="ErrorCode.FileRefused"/>.</exception>
    public async Task<StoredFile> AppendAsync(Guid id, long ownerId, long offset, HttpRequest request, CancellationToken cancel)
    {
        var file = await FindAsync(id, ownerId, cancel);
        if (file.State is FileState.Refused) throw new ChatException(ErrorCode.FileRefused, file.Refusal);
        if (offset != file.Received) throw OffsetMismatch(file.Received);
        if (request.ContentLength > file.UploadLength - offset) throw TooMuch();

        using var checksum = ChunkChecksum.Of(request);
        await ReceiveAsync(file, request, checksum);
        if (file.Received < file.UploadLength || file.State is not FileState.Uploading) return file;
        // From here on it is our work, whether the client waits or not.
        file = await finisher.FinishAsync(id, CancellationToken.None);
        return file.State is FileState.Refused ? throw new ChatException(ErrorCode.FileRefused, file.Refusal) : file;
    }

    /// <summary>Gives up an upload.</summary>
    /// <exception cref="ChatException">As <see cref="FindAsync"/>, and <see cref="ErrorCode.Forbidden"/> when a message has it.</exception>
    public async Task TerminateAsync(Guid id, long ownerId, CancellationToken cancel)
    {
        await FindAsync(id, ownerId, cancel);
        if (await db.MessageFiles.AnyAsync(link => link.FileId == id, cancel))
            throw new ChatException(ErrorCode.Forbidden, "The file is in a message: delete that.");
        await db.Files.Where(file => file.Id == id).ExecuteUpdateAsync(file => file.SetProperty(one => one.ExpiresAt, DateTime.UnixEpoch), cancel);
    }

    /// <summary>Stores what comes, part by part. With a checksum nothing counts before all of it is right.</summary>
    async Task ReceiveAsync(StoredFile file, HttpRequest request, ChunkChecksum? checksum)
    {
        // Parts that are stored and that nobody has been asked to count yet.
        var waiting = new List<UploadPart>();
        try
        {
            await ReceiveAsync(file, request, checksum, waiting);
        }
        finally
        {
            // As many as somebody likes to send: no quota counts them.
            if (waiting.Count > 0) await store.DeleteAsync(waiting.ConvertAll(part => part.Key), CancellationToken.None);
        }
    }

    async Task ReceiveAsync(StoredFile file, HttpRequest request, ChunkChecksum? checksum, List<UploadPart> waiting)
    {
        var position = file.Received;
        var left = request.ContentLength ?? long.MaxValue;
        while (position < file.UploadLength && left > 0)
        {
            // The request's own end is noticed by reading it; what was read is stored in any case.
            var part = new PartStream(request.Body, Math.Min(PartSize, file.UploadLength - position), checksum);
            var key = $"{file.Id}/{position:D12}-{Guid.NewGuid():N}";
            var length = await store.WriteAsync(key, part, CancellationToken.None);
            if (length == 0)
            {
                await store.DeleteAsync([key], CancellationToken.None);
                break;
            }
            waiting.Add(new UploadPart { FileId = file.Id, Offset = position, Length = length, Key = key });
            (position, left) = (position + length, left - length);
            if (checksum is null)
            {
                if (position == file.UploadLength && await HasMoreAsync(request.Body)) throw TooMuch();
                await CountAsync(file, Taken(waiting));
            }
            if (part.IsBroken) break;
        }
        if (checksum is null) return;
        if (position == file.UploadLength && await HasMoreAsync(request.Body)) throw TooMuch();
        if (checksum.IsRight()) await CountAsync(file, Taken(waiting));
        else throw new ChatException(ErrorCode.ChecksumMismatch);
    }

    /// <summary>What waited, and waits no more: whether it counts is the database's word, even if nobody hears it.</summary>
    static List<UploadPart> Taken(List<UploadPart> waiting)
    {
        List<UploadPart> taken = [.. waiting];
        waiting.Clear();
        return taken;
    }

    async Task CountAsync(StoredFile file, List<UploadPart> parts)
    {
        if (parts.Count == 0) return;
        var (id, from, to, expiry) = (file.Id, parts[0].Offset, parts[^1].Offset + parts[^1].Length, NextExpiry());
        var counted = await db.InTransactionAsync(async () =>
        {
            var moved = await db.Files
                .Where(row => row.Id == id && row.Received == from && row.State == FileState.Uploading && row.ExpiresAt > Now)
                .ExecuteUpdateAsync(row => row.SetProperty(one => one.Received, to).SetProperty(one => one.ExpiresAt, expiry), CancellationToken.None);
            if (moved == 0) return false;
            db.AddRange(parts);
            await db.SaveChangesAsync(CancellationToken.None);
            return true;
        }, CancellationToken.None);
        if (!counted)
        {
            // The row may be gone, and nobody would find them by it. Unless they count after all, and only the answer was lost.
            var key = parts[0].Key;
            if (!await db.UploadParts.AnyAsync(part => part.Key == key, CancellationToken.None))
                await store.DeleteAsync(parts.ConvertAll(part => part.Key), CancellationToken.None);
            throw OffsetMismatch(null);
        }
        (file.Received, file.ExpiresAt) = (to, expiry);
    }

    static async Task<bool> HasMoreAsync(Stream body)
    {
        try
        {
            return await body.ReadAsync(new byte[1]) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    DateTime NextExpiry() => Now.AddHours(Options.ExpireAfterHours);

    static ChatException TooMuch() => new(ErrorCode.PayloadTooLarge, "This is more than the upload was announced to have.");

    static ChatException OffsetMismatch(long? received) =>
        new(ErrorCode.OffsetMismatch, received is { } offset ? $"The upload stands at {offset}." : "Somebody else has sent these bytes.");
}
