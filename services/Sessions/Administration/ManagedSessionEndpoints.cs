using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Membership;
using Chat.Sessions.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Sessions.Administration;

/// <summary>What administrators may do with sessions, whether they are in them or not.</summary>
static class ManagedSessionEndpoints
{
    public static void MapManagedSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/api/admin/sessions").RequireAuthorization(AuthenticationRegistration.Administrator).WithTags("Managed sessions");
        sessions.MapGet("", ListAsync)
            .WithSummary("Sessions by last activity, newest first; q is a part of the name or the id, state active or inactive").AnswersPages();
        var session = sessions.MapGroup("{id:long}").Refuses(ErrorCode.SessionNotFound);
        session.MapGet("", GetAsync).WithSummary("One session with its participants");
        session.MapPost("deactivate", DeactivateAsync).WithSummary("Close a session to writing; its owners cannot open it");
        session.MapPost("reactivate", ReactivateAsync).WithSummary("Open a session again");
        session.MapDelete("", DeleteAsync).WithSummary("Delete a session with all its messages");
    }

    static async Task<Ok<List<ManagedSessionDto>>> ListAsync(
        [AsParameters] ListRequest request, ManagedSessions sessions, HttpResponse response, CancellationToken cancel)
    {
        request.Check("active", "inactive");
        var errors = new FieldErrors();
        var after = string.IsNullOrEmpty(request.After) ? null : SessionCursor.Parse(request.After, errors, "after");
        errors.ThrowIfAny();
        var page = await sessions.FindAsync(request, after, cancel);
        return TypedResults.Ok(request.Paged(page, response, "/api/admin/sessions/", last => new SessionCursor(last.UpdatedAt, last.Id).ToString()));
    }

    static async Task<Ok<ManagedSessionDetailDto>> GetAsync(long id, ManagedSessions sessions, CancellationToken cancel) =>
        TypedResults.Ok(await sessions.GetAsync(id, cancel));

    static Task<Ok<ManagedSessionDetailDto>> DeactivateAsync(
        long id, ReasonRequest? request, Actor actor, ManagedSessions sessions, SessionsDbContext db, MessagesFence fence, TimeProvider time,
        CancellationToken cancel) =>
        SetActiveAsync(id, isActive: false, request, actor, sessions, db, fence, time, cancel);

    static Task<Ok<ManagedSessionDetailDto>> ReactivateAsync(
        long id, ReasonRequest? request, Actor actor, ManagedSessions sessions, SessionsDbContext db, MessagesFence fence, TimeProvider time,
        CancellationToken cancel) =>
        SetActiveAsync(id, isActive: true, request, actor, sessions, db, fence, time, cancel);

    /// <summary>What is so already is told to Messages again, as the first time may not have reached it, but not written down again.</summary>
    static async Task<Ok<ManagedSessionDetailDto>> SetActiveAsync(
        long id, bool isActive, ReasonRequest? request, Actor actor, ManagedSessions sessions, SessionsDbContext db, MessagesFence fence, TimeProvider time,
        CancellationToken cancel)
    {
        var reason = Reason.Check(request?.Reason);
        var change = await db.ChangeAsync(async () =>
        {
            var session = await sessions.LockAsync(id, cancel);
            if (session.IsActive == isActive && session.IsClosedByAdministrator == !isActive) return MembershipChanges.Of(session);
            (session.IsActive, session.IsClosedByAdministrator) = (isActive, !isActive);
            session.UpdatedAt = time.GetUtcNow().UtcDateTime;
            session.Version++;
            db.Publish(new SessionUpdated(session.Id, session.Version, session.Name, session.IsActive));
            db.Publish(actor.Did(isActive ? "session.reactivate" : "session.deactivate", "session", session.Id, session.Name, reason));
            return MembershipChanges.Of(session);
        }, cancel);
        await fence.TellAsync(change, cancel);
        return TypedResults.Ok(await sessions.GetAsync(id, cancel));
    }

    static async Task<NoContent> DeleteAsync(
        long id, string? reason, Actor actor, ManagedSessions sessions, SessionsDbContext db, MessagesFence fence, CancellationToken cancel)
    {
        var why = Reason.Check(reason);
        var change = await db.ChangeAsync(async () =>
        {
            var session = await sessions.LockAsync(id, cancel);
            db.Publish(actor.Did("session.delete", "session", session.Id, session.Name, why));
            return db.RemoveSession(session);
        }, cancel);
        await fence.TellAsync(change, cancel);
        return TypedResults.NoContent();
    }
}
