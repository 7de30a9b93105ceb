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

namespace Chat.Messages.Retention;

static class RetentionEndpoints
{
    const long SiteLock = 0x73697465; // "site"
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        var retention = routes.MapGroup("/api/sessions/{id:long}/retention").WithTags("Retention").Refuses(ErrorCode.SessionNotFound, ErrorCode.RateLimited);
        retention.MapGet("", GetAsync).WithSummary("How long the messages of a session are kept");
        retention.MapPut("", SetAsync).WithSummary("Delete messages after so many days, or keep them: owners only")
            .Refuses(ErrorCode.Forbidden, ErrorCode.ValidationFailed);

        var site = routes.MapGroup("/api/admin/retention").RequireAuthorization(AuthenticationRegistration.Administrator).WithTags("Retention");
        site.MapGet("", GetSiteAsync).WithSummary("How long messages are kept, in every session");
        site.MapPut("", SetSiteAsync).WithSummary("Delete messages of every session after so many days, or keep them").Refuses(ErrorCode.ValidationFailed);
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
        CheckDays(request.Days);
        var session = await sessions.GetAsync(new GetMembershipRequest { SessionId = id }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);

        await db.InTransactionAsync(async () =>
        {
            // Whoever deletes holds this lock: once a longer time is acknowledged, nothing is deleted by the shorter one.
            await db.Database.ExecuteSqlAsync($"SELECT FROM session_heads WHERE session_id = {id} FOR NO KEY UPDATE", cancel);
            if (!await WriteAsync(db, id, request.Days, actor, cancel)) return false;
            db.Publish(actor.Did("session.retention", "session", id, session.Name, Say(request.Days)));
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        return TypedResults.Ok(await policies.OfAsync(id, cancel));
    }

    static async Task<Ok<SiteRetention>> GetSiteAsync(RetentionPolicies policies, CancellationToken cancel) =>
        TypedResults.Ok(await policies.OfSiteAsync(cancel));

    static async Task<Ok<SiteRetention>> SetSiteAsync(
        SiteRetentionRequest request, Actor actor, RetentionPolicies policies, MessagesDbContext db, CancellationToken cancel)
    {
        CheckDays(request.Days);
        var reason = Reason.Check(request.Reason);
        await db.InTransactionAsync(async () =>
        {
            // Two administrators at once: one after the other. Whoever deletes by the rule holds its row.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SiteLock})", cancel);
            if (!await WriteAsync(db, RetentionRule.Site, request.Days, actor, cancel)) return false;
            db.Publish(actor.Did("site.retention", "site", RetentionRule.Site, "", reason.Length == 0 ? Say(request.Days) : $"{Say(request.Days)}: {reason}"));
            await db.SaveChangesAsync(cancel);
            return true;
        }, cancel);
        return TypedResults.Ok(await policies.OfSiteAsync(cancel));
    }

    static void CheckDays(int? days)
    {
        if (days is < 1 or > RetentionPolicy.MaxDays) throw FieldErrors.Of("days", $"days is 1 to {RetentionPolicy.MaxDays}, or null to keep everything.");
    }

    /// <summary>False when it is so already.</summary>
    static async Task<bool> WriteAsync(MessagesDbContext db, long id, int? wanted, Actor actor, CancellationToken cancel)
    {
        var rule = await db.RetentionRules.SingleOrDefaultAsync(row => row.SessionId == id, cancel);
        if (rule?.Days == wanted) return false;
        if (wanted is not { } days) db.Remove(rule!);
        else if (rule is null) db.Add(new RetentionRule { SessionId = id, Days = days, SetAt = actor.At, SetBy = actor.Id });
        else (rule.Days, rule.SetAt, rule.SetBy) = (days, actor.At, actor.Id);
        return true;
    }

    static string Say(int? days) => days is { } kept ? $"{kept} days" : "for ever";
}

/// <summary>Body of <c>PUT /api/sessions/&lt;id&gt;/retention/</c>; null keeps everything.</summary>
sealed record RetentionRequest(int? Days);

/// <summary>Body of <c>PUT /api/admin/retention/</c>; null keeps everything.</summary>
sealed record SiteRetentionRequest(int? Days, [property: MaxLength(ServiceDefaults.Administration.Reason.MaxLength)] string? Reason);
