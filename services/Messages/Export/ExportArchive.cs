using System.IO.Compression;
using Chat.Messages.Attachments.Storage;
using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Export;

/// <summary>
/// Writes an export with the files of its messages as one ZIP archive, while it is sent: the signed document first, which says by their hashes what
/// the files are, then each file once. One that is deleted meanwhile is not in it.
/// </summary>
sealed class ExportArchive(MessagesDbContext db, IFileStore store, ExportWriter writer)
{
    const int FilesAtOnce = 200;

    public async Task WriteAsync(ExportJob job, Stream body, CancellationToken cancel)
    {
        await using var archive = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        await using (var document = await archive.CreateEntry($"session.{job.Format.Extension}", CompressionLevel.Fastest).OpenAsync(cancel))
            await writer.WriteAsync(job, withFiles: true, document, cancel);

        var (sessionId, last) = (job.Header.Session.Id, Guid.Empty);
        while (await FilesAsync(sessionId, job.LastSeq, last, cancel) is { Count: > 0 } some)
        {
            foreach (var file in some) await AddAsync(archive, file, cancel);
            last = some[^1].Id;
        }
    }

    /// <summary>What people have sent; pictures of previews are not theirs.</summary>
    Task<List<StoredFile>> FilesAsync(long sessionId, long lastSeq, Guid after, CancellationToken cancel) =>
        db.Files
            .FromSql($"""
                SELECT * FROM files f
                WHERE f.id > {after} AND f.state = {(int)FileState.Ready} AND f.owner_id <> 0
                    AND EXISTS (SELECT FROM message_files l WHERE l.session_id = {sessionId} AND l.seq <= {lastSeq} AND l.file_id = f.id)
                ORDER BY f.id LIMIT {FilesAtOnce}
                """)
            .AsNoTracking().ToListAsync(cancel);

    async Task AddAsync(ZipArchive archive, StoredFile file, CancellationToken cancel)
    {
        Stream content;
        try
        {
            content = await store.ReadAsync(file.ContentKey!, 0, cancel);
        }
        catch (FileNotFoundException)
        {
            return;
        }
        await using (content)
        {
            // Most files are packed already.
            var entry = archive.CreateEntry(ArchivedFile.PathOf(file.Id, file.Name), CompressionLevel.NoCompression);
            await using var inside = await entry.OpenAsync(cancel);
            await content.CopyToAsync(inside, cancel);
        }
    }
}
