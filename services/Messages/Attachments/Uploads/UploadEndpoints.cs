using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Chat.Messages.Attachments.Uploads;

/// <summary>tus 1.0 over HTTP; see docs/api.md. <c>HEAD</c> is answered as <c>GET</c> without the body, as everywhere.</summary>
static class UploadEndpoints
{
    const string Path = "/api/uploads";

    /// <summary>Before routing, as refusals speak tus, too.</summary>
    public static void UseUploadHeaders(this WebApplication app)
    {
        var maxSize = app.Services.GetRequiredService<IOptions<FilesOptions>>().Value.MaxFileSize.ToString(CultureInfo.InvariantCulture);
        app.UseWhen(http => http.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal), uploads => uploads.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                headers[UploadHeaders.Resumable] = UploadHeaders.Version;
                headers[UploadHeaders.Supported] = UploadHeaders.Version;
                headers[UploadHeaders.Extensions] = "creation,expiration,checksum,termination";
                headers[UploadHeaders.MaxSize] = maxSize;
                headers[UploadHeaders.Algorithms] = ChunkChecksum.Algorithms;
                headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(http);
        }));
    }

    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup(Path).WithTags("Uploads");
        uploads.MapPost("", CreateAsync).WithSummary("Begin an upload (tus); its address is in Location").Produces(StatusCodes.Status201Created)
            .Refuses(ErrorCode.ValidationFailed, ErrorCode.PayloadTooLarge, ErrorCode.QuotaExceeded, ErrorCode.RateLimited, ErrorCode.UnsupportedTusVersion);
        var upload = uploads.MapGroup("{upload:guid}").Refuses(ErrorCode.UploadNotFound, ErrorCode.UploadExpired);
        upload.MapGet("", GetAsync).WithSummary("How far an upload has come");
        upload.MapPatch("", AppendAsync).WithSummary("Send bytes of an upload (tus)")
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Refuses(
                ErrorCode.ValidationFailed, ErrorCode.UnsupportedTusVersion, ErrorCode.UnsupportedMediaType, ErrorCode.OffsetMismatch,
                ErrorCode.ChecksumMismatch,
                ErrorCode.PayloadTooLarge, ErrorCode.FileRefused);
        upload.MapDelete("", TerminateAsync).WithSummary("Give an upload up (tus)").Refuses(ErrorCode.UnsupportedTusVersion, ErrorCode.Forbidden);
    }

    static async Task<Created> CreateAsync(
        HttpRequest request, HttpResponse response, ClaimsPrincipal caller, UploadLimit limit, UploadBook uploads, CancellationToken cancel)
    {
        UploadHeaders.CheckVersion(request);
        await limit.TakeAsync(caller.UserIdOf());
        var length = UploadHeaders.NumberOf(request, UploadHeaders.Length);
        var name = FileNames.Clean(UploadHeaders.MetadataOf(request, "filename"));
        var file = await uploads.CreateAsync(caller.UserIdOf(), length, name, cancel);
        Tell(response, file);
        return TypedResults.Created($"{Path}/{file.Id}/");
    }

    static async Task<Ok<UploadDto>> GetAsync(Guid upload, HttpResponse response, ClaimsPrincipal caller, UploadBook uploads, CancellationToken cancel)
    {
        var file = await uploads.FindAsync(upload, caller.UserIdOf(), cancel);
        Tell(response, file);
        response.Headers[UploadHeaders.Length] = file.UploadLength.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok(UploadDto.Of(file));
    }

    static async Task<NoContent> AppendAsync(
        Guid upload, HttpRequest request, HttpResponse response, ClaimsPrincipal caller, UploadBook uploads, CancellationToken cancel)
    {
        UploadHeaders.CheckVersion(request);
        if (request.ContentType != UploadHeaders.ChunkType)
            throw new ChatException(ErrorCode.UnsupportedMediaType, $"Bytes are sent as {UploadHeaders.ChunkType}.");
        var offset = UploadHeaders.NumberOf(request, UploadHeaders.Offset);
        Tell(response, await uploads.AppendAsync(upload, caller.UserIdOf(), offset, request, cancel));
        return TypedResults.NoContent();
    }

    static async Task<NoContent> TerminateAsync(Guid upload, HttpRequest request, ClaimsPrincipal caller, UploadBook uploads, CancellationToken cancel)
    {
        UploadHeaders.CheckVersion(request);
        await uploads.TerminateAsync(upload, caller.UserIdOf(), cancel);
        return TypedResults.NoContent();
    }

    static void Tell(HttpResponse response, StoredFile file)
    {
        response.Headers[UploadHeaders.Offset] = file.Received.ToString(CultureInfo.InvariantCulture);
        if (file.ExpiresAt is { } expiry) response.Headers[UploadHeaders.Expires] = expiry.ToString("R", CultureInfo.InvariantCulture);
    }
}

/// <summary>How far an upload has come. <paramref name="State"/> is <c>uploading</c>, <c>ready</c> or <c>refused</c>.</summary>
sealed record UploadDto(
    Guid Id, string Name, long Length, long Offset, FileState State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? ExpiresAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Refusal = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Attachment? Attachment = null)
{
    public static UploadDto Of(StoredFile file) => new(
        file.Id, file.Name, file.UploadLength, file.Received, file.State, file.ExpiresAt, file.Refusal,
        file.State is FileState.Ready ? PostedFiles.AttachmentOf(file) : null);
}
