using System.Security.Claims;
using Chat.Media;
using Chat.Messages.Attachments.Storage;
using Chat.Messages.Data;
using Chat.Messages.Membership;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace Chat.Messages.Attachments;

/// <summary>
/// Files of messages, for whoever may see one of these messages now: that is asked each time, also when the browser has the file still. Only
/// what a browser shows without running anything is shown; all else is there to be saved.
/// </summary>
static class FileEndpoints
{
    const string Thumbnail = "image/webp";

    /// <summary>What the description says of types that it cannot know.</summary>
    const string AnyType = "application/octet-stream";

    static readonly HashSet<string> Shown =
    [
        "image/jpeg", "image/png", "image/gif", "image/webp",
        "video/mp4", "video/webm", "video/quicktime", "video/ogg",
        "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac", "audio/webm",
    ];

    public static void MapFiles(this IEndpointRouteBuilder routes)
    {
        var file = routes.MapGroup("/api/files/{file:guid}/{name}").WithTags("Files").Refuses(ErrorCode.FileNotFound, ErrorCode.RateLimited);
        file.MapGet("", GetAsync).WithSummary("A file of a message").AnswersDownload(AnyType);
        file.MapGet("thumbnail", GetThumbnailAsync).WithSummary("A smaller picture of it").AnswersDownload(AnyType);
    }

    // The name is for people and for what they save; the id alone counts.
    static async Task<FileStreamHttpResult> GetAsync(
        Guid file, string name, ClaimsPrincipal caller, HttpResponse response, MessagesDbContext db, MembershipQuestion question, IFileStore store,
        TimeProvider time,
        CancellationToken cancel)
    {
        var found = await FindAsync(file, caller.UserIdOf(), db, question, time, cancel);
        return Send(response, store, found, found.ContentKey!, found.Size, found.Type!, found.Name);
    }

    static async Task<FileStreamHttpResult> GetThumbnailAsync(
        Guid file, string name, ClaimsPrincipal caller, HttpResponse response, MessagesDbContext db, MembershipQuestion question, IFileStore store,
        TimeProvider time,
        CancellationToken cancel)
    {
        var found = await FindAsync(file, caller.UserIdOf(), db, question, time, cancel);
        if (found.ThumbnailKey is not { } key) throw new ChatException(ErrorCode.FileNotFound);
        return Send(response, store, found, key, found.ThumbnailSize, Thumbnail, $"{Path.GetFileNameWithoutExtension(found.Name)}.webp");
    }

    static async Task<StoredFile> FindAsync(
        Guid id, long userId, MessagesDbContext db, MembershipQuestion question, TimeProvider time, CancellationToken cancel)
    {
        var query = db.AccessFiles(userId, time.GetUtcNow().UtcDateTime).AsNoTracking().Where(file => file.Id == id);
        if (await query.SingleOrDefaultAsync(cancel) is { } found) return found;
        // The membership may be too young to be known here.
        foreach (var sessionId in await db.MessageFiles.Where(link => link.FileId == id).Select(link => link.SessionId).Distinct().Take(3).ToListAsync(cancel))
            await question.AskAsync(sessionId, userId, cancel);
        return await query.SingleOrDefaultAsync(cancel) ?? throw new ChatException(ErrorCode.FileNotFound);
    }

    static FileStreamHttpResult Send(HttpResponse response, IFileStore store, StoredFile file, string key, long size, string type, string name)
    {
        var disposition = new ContentDispositionHeaderValue(Shown.Contains(type) ? "inline" : "attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
        // Kept by the browser alone, which asks each time whether it still may show it.
        response.Headers.CacheControl = "private, no-cache";
        response.RunsNothing();
        return TypedResults.Stream(new StoredStream(store, key, size), type, entityTag: Downloads.TagOf(file.Hash![..32]), enableRangeProcessing: true);
    }
}
