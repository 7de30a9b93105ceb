using Chat.Contracts.Messages;
using Chat.Media;
using Chat.Messages.Attachments;
using Chat.Messages.Attachments.Storage;
using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.LinkPreviews;

/// <summary>
/// Pictures of pages: small, written anew, kept in the store of files and read as those are, by whoever may see a message that shows them. So no browser asks a
/// stranger's server for one. They are nobody's own, and go with the last message that has them.
/// </summary>
sealed class PreviewPictures(IServiceScopeFactory scopes, IFileStore store, Pictures pictures, TimeProvider time)
{
    /// <summary>Pixels of the longer side.</summary>
    const int Side = 640;
    const long Nobody = 0;
    const string Name = "preview.webp";

    /// <summary>For messages to come: as long as what was found is remembered.</summary>
    static readonly TimeSpan Unused = TimeSpan.FromHours(2);

    /// <summary>Keeps a picture; null when the bytes are none that can be shown.</summary>
    public async Task<Attachment?> KeepAsync(byte[] bytes, CancellationToken cancel)
    {
        var type = FileTypes.Of(bytes);
        if (type.Kind != FileTypes.Image) return null;
        var path = TemporaryFile.PathOf();
        Picture? made = null;
        try
        {
            await File.WriteAllBytesAsync(path, bytes, cancel);
            made = await pictures.MakeSmallAsync(path, type.Type, Side, cancel);
            return PostedFiles.AttachmentOf(await StoreAsync(made, cancel));
        }
        catch (FileRefusedException)
        {
            return null;
        }
        finally
        {
            File.Delete(path);
            if (made is not null) File.Delete(made.Path);
        }
    }

    /// <summary>Gives a message the picture, in the transaction that shows it; false when it is not there any more.</summary>
    public static async Task<bool> LinkAsync(MessagesDbContext db, long sessionId, long seq, Guid file, CancellationToken cancel) =>
        // Whoever deletes a file holds its row.
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO message_files (session_id, seq, file_id)
            SELECT {sessionId}, {seq}, id FROM files WHERE id = {file} AND state = {(int)FileState.Ready} FOR KEY SHARE
            """, cancel) == 1;

    /// <summary>The row comes first: what a crash leaves in the store is found by it.</summary>
    async Task<StoredFile> StoreAsync(Picture made, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        var now = time.GetUtcNow().UtcDateTime;
        await using var content = File.OpenRead(made.Path);
        var file =
            new StoredFile { Id = Guid.NewGuid(), OwnerId = Nobody, Name = Name, UploadLength = content.Length, CreatedAt = now, ExpiresAt = now + Unused };
        db.Add(file);
        await db.SaveChangesAsync(cancel);

        file.ContentKey = $"{file.Id}/content-{Guid.NewGuid():N}";
        file.Hash = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content, cancel));
        content.Position = 0;
        file.Size = file.Received = await store.WriteAsync(file.ContentKey, content, cancel);
        (file.State, file.Type, file.Kind, file.Width, file.Height) = (FileState.Ready, "image/webp", FileTypes.Image, made.Width, made.Height);
        await db.SaveChangesAsync(cancel);
        return file;
    }
}
