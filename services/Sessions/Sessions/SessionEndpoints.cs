using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Paging;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Membership;
using Chat.Sessions.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Sessions;

static class SessionEndpoints
{
    const int DefaultLimit = 50;
    const int MaxLimit = 200;
    const int ParticipantsInList = 20;

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/api/sessions").WithTags("Sessions");
        sessions.MapGet("", ListAsync).WithSummary("The caller's sessions by last activity, newest first").AnswersPages();
        sessions.MapPost("", CreateAsync).WithSummary("Create a session; the caller is its owner").AnswersVersion().Refuses(ErrorCode.RateLimited);

        var session = sessions.MapGroup("{id:long}").Refuses(ErrorCode.SessionNotFound);
        session.MapGet("", GetAsync).WithSummary("One session").Produces(StatusCodes.Status304NotModified).AnswersVersion();
        var owned = session.MapGroup("").Refuses(ErrorCode.Forbidden, ErrorCode.PreconditionFailed);
        owned.MapPut("", ReplaceAsync).WithSummary("Replace what owners may change: the name is needed").AnswersVersion();
        owned.MapPatch("", UpdateAsync).WithSummary("Rename, close to writing, open again: owners only").AnswersVersion();
        owned.MapDelete("", DeleteAsync).WithSummary("Delete with all messages: owners only");
    }

    static async Task<Ok<List<SessionDto>>> ListAsync(
        int? limit, string? before, ClaimsPrincipal caller, SessionsDbContext db, HttpResponse response, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        if (limit is < 1 or > MaxLimit) errors.Add("limit", $"limit is 1 to {MaxLimit}.");
        var cursor = SessionCursor.Parse(before, errors);
        errors.ThrowIfAny();

        var userId = caller.UserIdOf();
        var sessions = db.AccessSessions(userId);
        if (cursor is { } from)
            sessions = sessions.Where(session => session.UpdatedAt < from.UpdatedAt || (session.UpdatedAt == from.UpdatedAt && session.Id < from.Id));
        var size = limit ?? DefaultLimit;
        var page = await sessions
            .OrderByDescending(session => session.UpdatedAt).ThenByDescending(session => session.Id)
            .Take(size + 1)
            .AsSeenBy(userId, ParticipantsInList)
            .AsSplitQuery()
            .ToListAsync(cancel);

        return TypedResults.Ok(page.Paged(
            size, response,
            last => string.Create(CultureInfo.InvariantCulture, $"/api/sessions/?before={new SessionCursor(last.UpdatedAt, last.Id)}&limit={size}")));
    }

    static async Task<Created<SessionDto>> CreateAsync(
        CreateSessionRequest request, ClaimsPrincipal caller, SessionsDbContext db, PersonNames people, MessagesFence fence, CreationLimit limit,
        TimeProvider time,
        HttpResponse response, CancellationToken cancel)
    {
        await limit.TakeAsync(caller.UserIdOf());
        var errors = new FieldErrors();
        var name = SessionRules.CheckName(request.Name, errors);
        var (ids, usernames) = SessionRules.CheckParticipants(request.Participants, errors);
        errors.ThrowIfAny();

        var ownerId = caller.UserIdOf();
        var found = await people.FindAsync(ids, usernames, cancel);
        foreach (var id in ids.Where(id => found.All(user => user.Id != id))) errors.Add("participants", $"There is no user {id}.");
        foreach (var username in usernames.Where(username => found.All(user => !user.Username.Equals(username, StringComparison.OrdinalIgnoreCase))))
            errors.Add("participants", $"There is no user '{username}'.");
        errors.ThrowIfAny();
        await people.KeepAsync(ownerId, caller.UsernameOf(), caller.DisplayNameOf(), version: 0, cancel);

        var now = time.GetUtcNow().UtcDateTime;
        var session = new Session { Name = name, IsEncrypted = request.IsEncrypted ?? false, CreatedAt = now, UpdatedAt = now };
        session.Participants.Add(new Participant { UserId = ownerId, Role = Role.Owner, JoinedAt = now });
        foreach (var userId in found.Select(user => user.Id).Distinct().Where(id => id != ownerId))
            session.Participants.Add(new Participant { UserId = userId, Role = Role.Member, JoinedAt = now });

        var change = await db.ChangeAsync(async () =>
        {
            var deleted = await db.HoldPeopleAsync(session.Participants.Select(participant => participant.UserId), cancel);
            if (deleted.Contains(ownerId)) throw new ChatException(ErrorCode.NotSignedIn);
            foreach (var id in deleted) errors.Add("participants", $"There is no user {id}.");
            errors.ThrowIfAny();
            db.Add(session);
            await db.SaveChangesAsync(cancel);
            db.Publish(
                new SessionCreated(
                    session.Id, session.Version, session.Name, [.. session.Participants.Select(MembershipChanges.Member)], session.IsEncrypted));
            return MembershipChanges.Of(session, session.Participants);
        }, cancel);
        await fence.TryTellAsync(change, cancel);

        var created = await db.GetAsSeenByAsync(session.Id, ownerId, cancel);
        SessionTag.Write(response, created.Version);
        return TypedResults.Created($"/api/sessions/{session.Id}/", created);
    }

    static async Task<Results<Ok<SessionDto>, StatusCodeHttpResult>> GetAsync(
        long id, [FromHeader(Name = "If-None-Match")] string? ifNoneMatch, ClaimsPrincipal caller, SessionsDbContext db, HttpResponse response,
        CancellationToken cancel)
    {
        var session = await db.GetAsSeenByAsync(id, caller.UserIdOf(), cancel);
        SessionTag.Write(response, session.Version);
        return SessionTag.IsHeld(ifNoneMatch, session.Version) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(session);
    }

    static Task<Ok<SessionDto>> ReplaceAsync(
        long id, ReplaceSessionRequest update, [FromHeader(Name = "If-Match")] string? ifMatch, ClaimsPrincipal caller, SessionsDbContext db,
        MessagesFence fence, TimeProvider time, HttpResponse response, CancellationToken cancel)
    {
        if (update.Name is null) throw FieldErrors.Of("name", "name is required.");
        return UpdateAsync(id, new UpdateSessionRequest(update.Name, update.IsActive), ifMatch, caller, db, fence, time, response, cancel);
    }

    static async Task<Ok<SessionDto>> UpdateAsync(
        long id, UpdateSessionRequest update, [FromHeader(Name = "If-Match")] string? ifMatch, ClaimsPrincipal caller, SessionsDbContext db,
        MessagesFence fence, TimeProvider time, HttpResponse response, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var name = update.Name is null ? null : SessionRules.CheckName(update.Name, errors);
        errors.ThrowIfAny();

        var change = await db.ChangeAsync(async () =>
        {
            var session = await db.LockAsOwnerAsync(id, caller.UserIdOf(), cancel);
            SessionTag.Check(ifMatch, session.Version);
            if (update.IsActive == true && session.IsClosedByAdministrator)
                throw new ChatException(ErrorCode.Forbidden, "An administrator has closed this session.");
            var (newName, isActive) = (name ?? session.Name, update.IsActive ?? session.IsActive);
            // As it is already: maybe by a change that could not be put in force then, so it is told again.
            if ((newName, isActive) == (session.Name, session.IsActive)) return MembershipChanges.Of(session);

            (session.Name, session.IsActive, session.UpdatedAt) = (newName, isActive, time.GetUtcNow().UtcDateTime);
            session.Version++;
            db.Publish(new SessionUpdated(session.Id, session.Version, session.Name, session.IsActive));
            return MembershipChanges.Of(session);
        }, cancel);
        await fence.TellAsync(change, cancel);

        var updated = await db.GetAsSeenByAsync(id, caller.UserIdOf(), cancel);
        SessionTag.Write(response, updated.Version);
        return TypedResults.Ok(updated);
    }

    static async Task<NoContent> DeleteAsync(
        long id, [FromHeader(Name = "If-Match")] string? ifMatch, ClaimsPrincipal caller, SessionsDbContext db, MessagesFence fence,
        CancellationToken cancel)
    {
        var change = await db.ChangeAsync(async () =>
        {
            var session = await db.LockAsOwnerAsync(id, caller.UserIdOf(), cancel);
            SessionTag.Check(ifMatch, session.Version);
            return db.RemoveSession(session);
        }, cancel);
        await fence.TellAsync(change, cancel);
        return TypedResults.NoContent();
    }
}

/// <summary>Body of <c>POST /api/sessions/</c>; participants are user names or ids. Whether it is encrypted cannot be changed later.</summary>
sealed record CreateSessionRequest(
    [property: Required, MaxLength(SessionRules.MaxName)] string? Name, IReadOnlyList<JsonElement>? Participants, bool? IsEncrypted = null);

/// <summary>Body of <c>PUT /api/sessions/&lt;id&gt;/</c>.</summary>
sealed record ReplaceSessionRequest([property: Required, MaxLength(SessionRules.MaxName)] string? Name, bool? IsActive);

/// <summary>Body of <c>PATCH /api/sessions/&lt;id&gt;/</c>.</summary>
sealed record UpdateSessionRequest([property: MaxLength(SessionRules.MaxName)] string? Name, bool? IsActive);
