using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Membership;
using Chat.Sessions.People;
using Chat.Sessions.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Chat.Sessions.Participants;

static class ParticipantEndpoints
{
    public static void MapParticipants(this IEndpointRouteBuilder routes)
    {
        var participants = routes.MapGroup("/api/sessions/{id:long}/participants").WithTags("Participants").Refuses(ErrorCode.SessionNotFound);
        participants.MapGet("", ListAsync).WithSummary("All participants of a session");
        participants.MapPost("", AddAsync).WithSummary("Add somebody: owners only; 200 when they are in already")
            .Refuses(ErrorCode.Forbidden, ErrorCode.UserNotFound);

        var participant = participants.MapGroup("{user_id:long}").Refuses(ErrorCode.Forbidden, ErrorCode.ParticipantNotFound, ErrorCode.LastOwner);
        participant.MapPatch("", ChangeRoleAsync).WithSummary("Change somebody's role: owners only");
        participant.MapDelete("", RemoveAsync).WithSummary("Remove somebody, as an owner, or leave");
    }

    static async Task<Ok<IEnumerable<ParticipantDto>>> ListAsync(long id, ClaimsPrincipal caller, SessionsDbContext db, CancellationToken cancel) =>
        TypedResults.Ok((await db.GetAsSeenByAsync(id, caller.UserIdOf(), cancel)).Participants);

    static async Task<Results<Created<ParticipantDto>, Ok<ParticipantDto>>> AddAsync(
        long id, AddParticipantRequest request, ClaimsPrincipal caller, SessionsDbContext db, PersonNames people, MessagesFence fence, TimeProvider time,
        CancellationToken cancel)
    {
        // Who may not see the session learns nothing about users either.
        await db.GetAsSeenByAsync(id, caller.UserIdOf(), cancel);
        var user = await request.FindAsync(people, cancel);
        var isNew = false;

        var change = await db.ChangeAsync(async () =>
        {
            var session = await db.LockAsOwnerAsync(id, caller.UserIdOf(), cancel);
            isNew = session.Participants.All(participant => participant.UserId != user.Id);
            if (!isNew) return MembershipChanges.Of(session);
            await db.RefuseDeletedAsync(caller.UserIdOf(), user.Id, cancel);

            var participant = new Participant { SessionId = id, UserId = user.Id, Role = Role.Member, JoinedAt = time.GetUtcNow().UtcDateTime };
            db.Add(participant);
            session.Version++;
            db.Publish(new ParticipantsChanged(id, session.Version, [MembershipChanges.Member(participant)], session.IsEncrypted));
            return MembershipChanges.Of(session, changed: [participant]);
        }, cancel);

        if (isNew) await fence.TryTellAsync(change, cancel);
        var dto = await GetAsync(db, id, user.Id, caller.UserIdOf(), cancel);
        return isNew ? TypedResults.Created($"/api/sessions/{id}/participants/{user.Id}/", dto) : TypedResults.Ok(dto);
    }

    static async Task<Ok<ParticipantDto>> ChangeRoleAsync(
        long id, [FromRoute(Name = "user_id")] long userId, ChangeRoleRequest request, ClaimsPrincipal caller, SessionsDbContext db,
        MessagesFence fence, CancellationToken cancel)
    {
        var role = RoleNames.Find(request.Role) ?? throw FieldErrors.Of("role", "role is owner, moderator or member.");

        var change = await db.ChangeAsync(async () =>
        {
            var session = await db.LockAsOwnerAsync(id, caller.UserIdOf(), cancel);
            var participant = Find(session, userId);
            if (participant.Role == role) return MembershipChanges.Of(session);
            if (role is not Role.Owner) RefuseIfLastOwner(session, participant);

            participant.Role = role;
            session.Version++;
            db.Publish(new ParticipantsChanged(id, session.Version, [MembershipChanges.Member(participant)], session.IsEncrypted));
            return MembershipChanges.Of(session, changed: [participant]);
        }, cancel);
        await fence.TryTellAsync(change, cancel);
        return TypedResults.Ok(await GetAsync(db, id, userId, caller.UserIdOf(), cancel));
    }

    /// <summary>Owners remove anyone, everybody themselves. When the last one leaves, the session goes too: nobody could reach it again.</summary>
    static async Task<NoContent> RemoveAsync(
        long id, [FromRoute(Name = "user_id")] long userId, ClaimsPrincipal caller, SessionsDbContext db, MessagesFence fence, CancellationToken cancel)
    {
        var callerId = caller.UserIdOf();
        var wasThere = true;
        var change = await db.ChangeAsync(async () =>
        {
            var session = await db.LockAsync(id, callerId, cancel);
            if (userId != callerId && !session.IsOwner(callerId)) throw new ChatException(ErrorCode.Forbidden, "Only owners can remove others.");
            // Gone already: maybe by a removal that could not be put in force then, so it is told again.
            var participant = session.Participants.SingleOrDefault(other => other.UserId == userId);
            wasThere = participant is not null;
            if (participant is null) return MembershipChanges.Of(session, removed: [new Participant { UserId = userId, Role = Role.Member }]);
            if (session.Kind is SessionKind.Direct && session.Participants.Count > 1)
                throw new ChatException(ErrorCode.Forbidden, "A direct conversation cannot be left; it can be muted.");
            if (session.Participants.Count == 1) return db.RemoveSession(session);
            RefuseIfLastOwner(session, participant);

            db.Remove(participant);
            session.LoseKey();
            session.Version++;
            db.Publish(new ParticipantRemoved(id, session.Version, userId));
            return MembershipChanges.Of(session, removed: [participant]);
        }, cancel);
        await fence.TellAsync(change, cancel);
        return wasThere ? TypedResults.NoContent() : throw new ChatException(ErrorCode.ParticipantNotFound);
    }

    static Participant Find(Session session, long userId) =>
        session.Participants.SingleOrDefault(participant => participant.UserId == userId) ?? throw new ChatException(ErrorCode.ParticipantNotFound);

    static void RefuseIfLastOwner(Session session, Participant participant)
    {
        if (participant.Role is Role.Owner && session.Participants.Count(other => other.Role is Role.Owner) == 1)
            throw new ChatException(ErrorCode.LastOwner, "Make somebody else an owner first, or delete the session.");
    }

    static async Task<ParticipantDto> GetAsync(SessionsDbContext db, long sessionId, long userId, long callerId, CancellationToken cancel) =>
        (await db.GetAsSeenByAsync(sessionId, callerId, cancel)).Participants.FirstOrDefault(participant => participant.Id == userId)
        ?? throw new ChatException(ErrorCode.ParticipantNotFound);
}

/// <summary>Body of <c>PATCH .../participants/&lt;user_id&gt;/</c>.</summary>
sealed record ChangeRoleRequest([property: Required] string? Role);
