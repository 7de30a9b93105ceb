using System.Globalization;
using Chat.Accounts.Administration;
using Chat.Accounts.Data;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Audit;

static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/admin/audit", ReadAuditAsync).RequireAuthorization(AuthenticationRegistration.Administrator)
            .WithTags(AdministrationRegistration.Tag)
            .WithSummary("The audit log, newest first; actor is a name or an id, q a part of the act, the target's name or the reason")
            .AnswersPages();

    /// <summary>Newest first; of one actor (name or id), or with a text in the act, the target's name or the reason.</summary>
    static async Task<Ok<List<AuditDto>>> ReadAuditAsync(
        [AsParameters] ListRequest request, string? actor, AccountsDbContext db, HttpResponse response, CancellationToken cancel)
    {
        request.Check();
        var entries = db.AuditLog.AsNoTracking();
        if (!string.IsNullOrEmpty(request.After))
        {
            if (!long.TryParse(request.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
                throw FieldErrors.Of("after", "after is a place from a Link header.");
            entries = entries.Where(entry => entry.Id < after);
        }
        if (!string.IsNullOrEmpty(actor))
        {
            var id = long.TryParse(actor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            var name = ListRequest.Literally(actor.Replace("\0", "", StringComparison.Ordinal));
            entries = entries.Where(entry => entry.ActorId == id || EF.Functions.ILike(entry.ActorName, name, ListRequest.Escape));
        }
        if (request.Text.Length > 0)
        {
            var pattern = request.Pattern;
            entries = entries.Where(entry =>
                EF.Functions.ILike(entry.Act, pattern, ListRequest.Escape)
                || EF.Functions.ILike(entry.TargetName, pattern, ListRequest.Escape)
                || EF.Functions.ILike(entry.Reason, pattern, ListRequest.Escape));
        }
        var page = await entries
            .OrderByDescending(entry => entry.Id)
            .Take(request.Size + 1)
            .Select(entry => new AuditDto(
                entry.Id, entry.At, new AuditActorDto(entry.ActorId, entry.ActorName), entry.Act,
                new AuditTargetDto(entry.TargetKind, entry.TargetId, entry.TargetName), entry.Reason, entry.Address))
            .ToListAsync(cancel);
        var further = string.IsNullOrEmpty(actor) ? "" : $"&actor={Uri.EscapeDataString(actor)}";
        return TypedResults.Ok(request.Paged(page, response, "/api/admin/audit/", entry => entry.Id.ToString(CultureInfo.InvariantCulture), further));
    }
}
