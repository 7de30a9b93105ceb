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

namespace Chat.Messages.Retention;

static class RetentionEndpoints
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        var retention = routes.MapGroup("/api/sessions/{id:long}/retention").WithTags("Retention").Refuses(ErrorCode.SessionNotFound);
        retention.MapGet("", GetAsync).WithSummary("How long the messages of a session are kept");
        retention.MapPut("", SetAsync).WithSummary("Delete messages after so many days, or keep them: owners only").Refuses(ErrorCode.Forbidden, ErrorCode.ValidationFailed);
    }

    static async Task<Ok<RetentionPolicy>> GetAsync(
        long id, ClaimsPrincipal caller, MembershipQuestion question, RetentionPolicies policies, CancellationToken cancel)
    {
        await question.EnsureMemberAsync(id, caller.UserIdOf(), cancel);
        return TypedResults.Ok(await policies.OfAsync(id, cancel));
    }

    static async Task<Ok<RetentionPolicy>> SetAsync(
        long id, RetentionRequest request, Actor actor, OwnedSessions owned, RetentionPolicies policies, MessagesDbContext db,
        Contracts.Sessions.V1.Membership.MembershipClient sessions, CancellationToken cancel)
    {
        await owned.CheckOwnerAsync(id, actor.Id, cancel);
        if (request.Days is < 1 or > RetentionPolicy.MaxDays) throw FieldErrors.Of("days", $"days is 1 to {RetentionPolicy.MaxDays}, or null to keep everything.");
        var session = await sessions.GetAsync(new GetMembershipRequest { SessionId = id }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);

        await db.InTransactionAsync(async () =>
        {
            // Whoever deletes holds this lock: once a longer time is acknowledged, nothing is deleted by the shorter one.
            await db.Database.ExecuteSqlAsync($"SELECT FROM session_heads WHERE session_id = {id} FOR NO KEY UPDATE", cancel);
            var rule = await db.RetentionRules.SingleOrDefaultAsync(row => row.SessionId == id, cancel);
            if (rule?.Days == request.Days) return false;
            if (request.Days is not { } days) db.Remove(rule!);
            else if (rule is null) db.Add(new RetentionRule { SessionId = id, Days = days, SetAt = actor.At, SetBy = actor.Id });
            else (rule.Days, rule.SetAt, rule.SetBy) = (days, actor.At, actor.Id);
            db.Publish(actor.Did("session.retention", "session", id, session.Name, request.Days is { } kept ? $"{kept} days" : "for ever"));
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        return TypedResults.Ok(await policies.OfAsync(id, cancel));
    }
}

/// <summary>Body of <c>PUT /api/sessions/&lt;id&gt;/retention/</c>; null keeps everything.</summary>
sealed record RetentionRequest(int? Days);
