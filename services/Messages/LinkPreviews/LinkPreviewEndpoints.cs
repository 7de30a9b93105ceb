using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Contracts.Sessions.V1;
using Chat.Messages.Data;
using Chat.Messages.Membership;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Messages.LinkPreviews;

static class LinkPreviewEndpoints
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public static void MapLinkPreviews(this IEndpointRouteBuilder routes)
    {
        var previews = routes.MapGroup("/api/sessions/{id:long}/link-previews").WithTags("Link previews")
            .Refuses(ErrorCode.SessionNotFound, ErrorCode.RateLimited);
        previews.MapGet("", GetAsync).WithSummary("Whether links of a session are looked at");
        previews.MapPut("", SetAsync).WithSummary("Look at links of a session, or do not: owners only")
            .Refuses(ErrorCode.Forbidden, ErrorCode.ValidationFailed);
    }

    static async Task<Ok<LinkPreviewSetting>> GetAsync(
        long id, ClaimsPrincipal caller, MembershipQuestion question, MessagesDbContext db, IOptions<LinkPreviewOptions> options, CancellationToken cancel)
    {
        await question.EnsureMemberAsync(id, caller.UserIdOf(), cancel);
        var rule = await db.LinkRules.AsNoTracking().SingleOrDefaultAsync(row => row.SessionId == id, cancel);
        return TypedResults.Ok(new LinkPreviewSetting(rule?.IsOn ?? true, options.Value.Enabled));
    }

    static async Task<Ok<LinkPreviewSetting>> SetAsync(
        long id, LinkPreviewRequest request, Actor actor, OwnedSessions owned, MessagesDbContext db, Contracts.Sessions.V1.Membership.MembershipClient sessions,
        IOptions<LinkPreviewOptions> options, CancellationToken cancel)
    {
        await owned.CheckOwnerAsync(id, actor.Id, cancel);
        if (request.IsOn is not { } isOn) throw FieldErrors.Of("is_on", "is_on is true or false.");
        var session = await sessions.GetAsync(new GetMembershipRequest { SessionId = id }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        await db.InTransactionAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT FROM session_heads WHERE session_id = {id} FOR NO KEY UPDATE", cancel);
            var rule = await db.LinkRules.SingleOrDefaultAsync(row => row.SessionId == id, cancel);
            if ((rule?.IsOn ?? true) == isOn) return false;
            if (rule is null) db.Add(new LinkRule { SessionId = id, IsOn = isOn, SetAt = actor.At, SetBy = actor.Id });
            else (rule.IsOn, rule.SetAt, rule.SetBy) = (isOn, actor.At, actor.Id);
            // What waits is not looked at any more.
            if (!isOn) await db.Database.ExecuteSqlAsync($"DELETE FROM link_jobs WHERE session_id = {id}", cancel);
            db.Publish(actor.Did("session.link_previews", "session", id, session.Name, isOn ? "on" : "off"));
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        return TypedResults.Ok(new LinkPreviewSetting(isOn, options.Value.Enabled));
    }
}

/// <summary>Body of <c>PUT /api/sessions/&lt;id&gt;/link-previews/</c>.</summary>
sealed record LinkPreviewRequest([property: Required] bool? IsOn);

/// <summary>Whether the session's owner wants previews, and whether the site has any.</summary>
sealed record LinkPreviewSetting(bool IsOn, bool IsAvailable);
