using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Chat.Accounts.Data;
using Chat.Accounts.Users;
using Chat.Media;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Avatars;

static class AvatarEndpoints
{
    /// <summary>Pixels of an upload.</summary>
    public const long MaxPixels = 32_000_000;

    /// <summary>How long an avatar may take to be made.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of an upload. The gateway's route lets as many through.</summary>
    const int MaxUpload = 5 * 1024 * 1024;
    const int VersionBytes = 9;
    const int Side = 256;
    const string ContentType = "image/webp";

    static readonly string[] Types = ["image/jpeg", "image/png", "image/webp", "image/gif"];

    public static void MapAvatars(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Profile");
        users.MapPut("me/avatar", SetAvatarAsync).WithMetadata(new RequestSizeLimitAttribute(MaxUpload)).WithSummary("Set the caller's picture")
            .Refuses(ErrorCode.InvalidRequest, ErrorCode.InvalidImage, ErrorCode.PayloadTooLarge, ErrorCode.UnsupportedMediaType)
            .TakesFile("At most 5 MB and 32 megapixels.", Types);
        users.MapDelete("me/avatar", RemoveAvatarAsync).WithSummary("Take the caller's picture away");
        users.MapGet("{id:long}/avatar/{version}", GetAvatarAsync).WithSummary("A picture, 256x256; what is at this address never changes")
            .AnswersDownload(ContentType).Refuses(ErrorCode.AvatarNotFound);
    }

    static async Task<Ok<AvatarDto>> SetAvatarAsync(
        ClaimsPrincipal caller, HttpRequest request, Pictures pictures, AccountsDbContext db, CancellationToken cancel)
    {
        if (!Types.Contains(request.ContentType, StringComparer.OrdinalIgnoreCase))
            throw new ChatException(ErrorCode.UnsupportedMediaType, "A picture is sent as image/jpeg, image/png, image/webp or image/gif.");
        var image = await MakeAsync(request.Body, pictures, cancel);

        var userId = caller.UserIdOf();
        var version = Base64Url.EncodeToString(SHA256.HashData(image).AsSpan(0, VersionBytes));
        await db.ChangeUserAsync(userId, async user =>
        {
            await db.Avatars.Where(old => old.UserId == userId).ExecuteDeleteAsync(cancel);
            db.Add(new Avatar { UserId = userId, Version = version, Image = image });
            user.AvatarVersion = version;
        }, cancel);
        return TypedResults.Ok(new AvatarDto(Avatar.UrlOf(userId, version)));
    }

    static async Task<NoContent> RemoveAvatarAsync(ClaimsPrincipal caller, AccountsDbContext db, CancellationToken cancel)
    {
        await db.ChangeUserAsync(caller.UserIdOf(), async user =>
        {
            await db.Avatars.Where(old => old.UserId == user.Id).ExecuteDeleteAsync(cancel);
            user.AvatarVersion = null;
        }, cancel);
        return TypedResults.NoContent();
    }

    static async Task<FileContentHttpResult> GetAvatarAsync(long id, string version, HttpResponse response, AccountsDbContext db, CancellationToken cancel)
    {
        var image = await db.Avatars.Where(avatar => avatar.UserId == id && avatar.Version == version).Select(avatar => avatar.Image)
            .FirstOrDefaultAsync(cancel)
            ?? throw new ChatException(ErrorCode.AvatarNotFound);
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.RunsNothing();
        return TypedResults.Bytes(image, ContentType, entityTag: Downloads.TagOf(version), enableRangeProcessing: true);
    }

    /// <summary>The avatar that an upload makes.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidImage"/>; <see cref="ErrorCode.Unavailable"/> where pictures cannot be made.</exception>
    static async Task<byte[]> MakeAsync(Stream upload, Pictures pictures, CancellationToken cancel)
    {
        var path = TemporaryFile.PathOf();
        Picture? made = null;
        try
        {
            await using (var file = File.Create(path)) await upload.CopyToAsync(file, cancel);
            var type = await FileTypes.OfAsync(path, cancel);
            if (type.Kind != FileTypes.Image) throw new FileRefusedException("It is no picture.");
            made = await pictures.MakeSquareAsync(path, type.Type, Side, cancel);
            return await File.ReadAllBytesAsync(made.Path, cancel);
        }
        catch (FileRefusedException e)
        {
            throw new ChatException(ErrorCode.InvalidImage, "This is no JPEG, PNG, WebP or GIF, or it has more than 32 megapixels.", e);
        }
        finally
        {
            File.Delete(path);
            if (made is not null) File.Delete(made.Path);
        }
    }

    sealed record AvatarDto(string AvatarUrl);
}
