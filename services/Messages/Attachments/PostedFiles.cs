using Chat.Contracts.Messages;
using Chat.Messages.Attachments.Finishing;
using Chat.Messages.Data;
using Chat.Messages.Posting;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Attachments;

/// <summary>Finds the files of a message that is posted. Posts without any never come here.</summary>
sealed class PostedFiles(IServiceScopeFactory scopes, FileFinisher finisher, TimeProvider time)
{
    public const string Gone = "A file is not there any more: attach it again.";

    /// <summary>What the message will say of its files; null when an earlier post has made the message already.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> when one is not the sender's, gone, not whole or refused.</exception>
    public async Task<IReadOnlyList<Attachment>?> FindAsync(PostCommand command, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        var ids = command.AttachmentIds!;
        var now = time.GetUtcNow().UtcDateTime;
        var files = await db.Files.AsNoTracking()
            .Where(file => ids.Contains(file.Id) && file.OwnerId == command.SenderId && (file.ExpiresAt == null || file.ExpiresAt > now))
            .ToDictionaryAsync(file => file.Id, cancel);
        if (files.Count < ids.Count)
        {
            // The message may have been posted and deleted since, its files with it.
            var isRepeated = await db.Messages.AnyAsync(
                message => message.SessionId == command.SessionId && message.SenderId == command.SenderId && message.ClientId == command.ClientId, cancel);
            return isRepeated ? null : throw FieldErrors.Of("attachments", Gone);
        }
        var attachments = new List<Attachment>(ids.Count);
        foreach (var id in ids) attachments.Add(AttachmentOf(await ReadyAsync(files[id], cancel)));
        return attachments;
    }

    /// <summary>What others are told of a file that is ready.</summary>
    public static Attachment AttachmentOf(StoredFile file)
    {
        var url = $"/api/files/{file.Id}/{Uri.EscapeDataString(file.Name)}";
        return new Attachment(file.Id, file.Name, file.Kind!, file.Type!, file.Size, url)
        {
            Width = file.Width,
            Height = file.Height,
            ThumbnailUrl = file.ThumbnailKey is null ? null : $"{url}/thumbnail",
        };
    }

    async Task<StoredFile> ReadyAsync(StoredFile file, CancellationToken cancel)
    {
        if (file.State is FileState.Uploading && file.Received < file.UploadLength)
            throw FieldErrors.Of("attachments", $"{file.Name} is not sent as a whole yet.");
        // Whoever got its last bytes may have died over it.
        if (file.State is FileState.Uploading) file = await finisher.FinishAsync(file.Id, cancel);
        return file.State is FileState.Refused ? throw FieldErrors.Of("attachments", $"{file.Name}: {file.Refusal}") : file;
    }
}
