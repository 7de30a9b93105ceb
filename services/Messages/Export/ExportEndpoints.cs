using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Chat.Contracts.Messages;
using Chat.Contracts.Sessions.V1;
using Chat.Messages.Data;
using Chat.Messages.Membership;
using Chat.Messages.Senders;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Export;

static class ExportEndpoints
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public static void MapExport(this IEndpointRouteBuilder routes)
    {
        var export = routes.MapGroup("/api").WithTags("Export");
        export.MapGet("sessions/{id:long}/export", ExportAsync).WithSummary("A signed copy of the whole session: owners only")
            .Produces<ExportedFile>(StatusCodes.Status200OK, "application/json", "text/html", "application/zip")
            .Refuses(ErrorCode.SessionNotFound, ErrorCode.Forbidden, ErrorCode.ValidationFailed, ErrorCode.RateLimited);
        export.MapGet("export-keys", ListKeysAsync).WithSummary("The public keys that exports are signed with");
    }

    static async Task<PushStreamHttpResult> ExportAsync(
        long id, string? format, bool? files, Actor actor, ClaimsPrincipal caller, MessagesDbContext db, OwnedSessions owned, SenderNames names,
        Contracts.Sessions.V1.Membership.MembershipClient sessions, ExportKeyRing keys, ExportWriter writer, ExportArchive archive, TimeProvider time,
        HttpResponse response, CancellationToken cancel)
    {
        await owned.CheckOwnerAsync(id, caller.UserIdOf(), cancel);
        IExportFormat wanted = format switch
        {
            null or "" or "json" => new JsonExport(),
            "html" => new HtmlExport(),
            _ => throw FieldErrors.Of("format", "format is json or html."),
        };
        var session = await sessions.GetAsync(new GetMembershipRequest { SessionId = id }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        var lastSeq = await db.SessionHeads.Where(head => head.SessionId == id && !head.Deleted).Select(head => (long?)head.Seq).SingleOrDefaultAsync(cancel);
        if (!session.Exists || lastSeq is null) throw new ChatException(ErrorCode.SessionNotFound);

        var header = new ExportHeader(
            1,
            new ExportedSession(id, session.Name, await ParticipantsAsync(db, names, session, cancel)),
            time.GetUtcNow().UtcDateTime,
            new MessageSender(caller.UserIdOf(), caller.UsernameOf(), caller.DisplayNameOf()));
        db.Publish(actor.Did("session.export", "session", id, session.Name, ""));
        await db.SaveChangesAsync(cancel);

        var (keyId, pair) = await keys.GetSignerAsync(cancel);
        response.RegisterForDispose(pair);
        response.Headers.CacheControl = "no-store";
        var job = new ExportJob(header, lastSeq.Value, wanted, keyId, pair);
        var name = string.Create(CultureInfo.InvariantCulture, $"session-{id}-{header.ExportedAt:yyyyMMdd-HHmmss}");
        // The archive's own few bytes around each entry are written so by the class that makes it.
        if (files is true) response.HttpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return files is true
            ? TypedResults.Stream(body => archive.WriteAsync(job, body, cancel), "application/zip", $"{name}.zip")
            : TypedResults.Stream(body => writer.WriteAsync(job, withFiles: false, body, cancel), wanted.ContentType, $"{name}.{wanted.Extension}");
    }

    static async Task<Ok<List<ExportKeyDto>>> ListKeysAsync(ExportKeyRing keys, CancellationToken cancel)
    {
        var all = await keys.ListAsync(cancel);
        return TypedResults.Ok(all.ConvertAll(ExportKeyDto.Of));
    }

    static async Task<List<ExportedParticipant>> ParticipantsAsync(
        MessagesDbContext db, SenderNames names, MembershipSnapshot session, CancellationToken cancel)
    {
        long[] ids = [.. session.Members.Select(member => member.UserId)];
        var known = await db.Senders.AsNoTracking().Where(sender => ids.Contains(sender.UserId)).ToDictionaryAsync(sender => sender.UserId, cancel);
        var unknown = ids.Where(userId => !known.ContainsKey(userId)).ToArray();
        foreach (var (userId, sender) in unknown.Length == 0 ? [] : await names.ResolveAsync(unknown, cancel)) known[userId] = sender;
        return [.. session.Members.Select(member => known.GetValueOrDefault(member.UserId) is { } sender
            ? new ExportedParticipant(member.UserId, sender.Username, sender.DisplayName, member.Role)
            : new ExportedParticipant(member.UserId, "", "", member.Role))];
    }
}

/// <summary>A public key of exports: SubjectPublicKeyInfo, DER, base64url.</summary>
sealed record ExportKeyDto(string Id, string Algorithm, string PublicKey, DateTime CreatedAt)
{
    public static ExportKeyDto Of(ExportKey key)
    {
        using var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        return new ExportKeyDto(key.Id, ExportKeyRing.Algorithm, Base64Url.EncodeToString(pair.ExportSubjectPublicKeyInfo()), key.CreatedAt);
    }
}
