using System.Security.Claims;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Invitations;

static class InvitationEndpoints
{
    const int DefaultHours = 7 * 24;
    const int MaxHours = 90 * 24;

    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        var ofSession = routes.MapGroup("/api/sessions/{id:long}/invitations").WithTags("Invitations").Refuses(ErrorCode.SessionNotFound, ErrorCode.Forbidden);
        ofSession.MapGet("", ListAsync).WithSummary("The session's invitations that are good still: owners only");
        ofSession.MapPost("", CreateAsync).WithSummary("Make an invitation: owners only; its token is told this once").Refuses(ErrorCode.RateLimited);
        ofSession.MapDelete("{invitation_id:long}", RevokeAsync).WithSummary("Take an invitation back: owners only").Refuses(ErrorCode.InvitationNotFound);

        var invitation = routes.MapGroup("/api/invitations/{token}").WithTags("Invitations").Refuses(ErrorCode.InvitationNotFound);
        invitation.MapGet("", LookAsync).WithSummary("What an invitation leads to");
        invitation.MapPost("", InvitationAcceptance.AcceptAsync).WithSummary("Accept an invitation: 201 the session, 200 when the caller is in it already");
    }

    static async Task<Ok<List<InvitationDto>>> ListAsync(long id, ClaimsPrincipal caller, SessionsDbContext db, TimeProvider time, CancellationToken cancel)
    {
        await RefuseUnlessOwnerAsync(db, id, caller, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        return TypedResults.Ok(await db.Invitations
            .Where(invitation => invitation.SessionId == id && invitation.ExpiresAt > now)
            .OrderByDescending(invitation => invitation.Id)
            .Select(invitation => new InvitationDto(invitation.Id, invitation.CreatedBy, invitation.CreatedAt, invitation.ExpiresAt, invitation.Uses, null))
            .ToListAsync(cancel));
    }

    static async Task<Created<InvitationDto>> CreateAsync(
        long id, CreateInvitationRequest request, ClaimsPrincipal caller, SessionsDbContext db, CreationLimit limit, TimeProvider time,
        CancellationToken cancel)
    {
        if (request.ExpiresInHours is < 1 or > MaxHours) throw FieldErrors.Of("expires_in_hours", $"expires_in_hours is 1 to {MaxHours}.");
        await RefuseUnlessOwnerAsync(db, id, caller, cancel);
        await limit.TakeAsync(caller.UserIdOf());

        var now = time.GetUtcNow().UtcDateTime;
        var (token, hash) = InvitationSecret.New();
        var invitation = new Invitation
        {
            SessionId = id,
            Hash = hash,
            CreatedBy = caller.UserIdOf(),
            CreatedAt = now,
            ExpiresAt = now.AddHours(request.ExpiresInHours ?? DefaultHours),
        };
        db.Add(invitation);
        await db.SaveChangesAsync(cancel);
        // Nobody needs those that have expired.
        await db.Invitations.Where(old => old.SessionId == id && old.ExpiresAt < now).ExecuteDeleteAsync(cancel);
        return TypedResults.Created(
            $"/api/invitations/{token}/", new InvitationDto(invitation.Id, invitation.CreatedBy, now, invitation.ExpiresAt, Uses: 0, token));
    }

    static async Task<NoContent> RevokeAsync(
        long id, [FromRoute(Name = "invitation_id")] long invitationId, ClaimsPrincipal caller, SessionsDbContext db, CancellationToken cancel)
    {
        await RefuseUnlessOwnerAsync(db, id, caller, cancel);
        var revoked = await db.Invitations.Where(invitation => invitation.Id == invitationId && invitation.SessionId == id).ExecuteDeleteAsync(cancel);
        return revoked > 0 ? TypedResults.NoContent() : throw new ChatException(ErrorCode.InvitationNotFound);
    }

    static async Task<Ok<InvitedDto>> LookAsync(string token, ClaimsPrincipal caller, SessionsDbContext db, TimeProvider time, CancellationToken cancel)
    {
        var (hash, now, userId) = (InvitationSecret.HashOf(token), time.GetUtcNow().UtcDateTime, caller.UserIdOf());
        var found = hash is null ? null : await db.Invitations
            .Where(invitation => invitation.Hash == hash && invitation.ExpiresAt > now)
            .Join(db.Sessions, invitation => invitation.SessionId, session => session.Id, (invitation, session) => new InvitedDto(
                session.Name,
                session.Participants.Count,
                db.People.Where(person => person.UserId == invitation.CreatedBy).Select(person => person.DisplayName).FirstOrDefault() ?? "",
                invitation.ExpiresAt,
                session.Participants.Any(participant => participant.UserId == userId) ? session.Id : null))
            .SingleOrDefaultAsync(cancel);
        return TypedResults.Ok(found ?? throw new ChatException(ErrorCode.InvitationNotFound));
    }

    static async Task RefuseUnlessOwnerAsync(SessionsDbContext db, long id, ClaimsPrincipal caller, CancellationToken cancel)
    {
        var session = await db.GetAsSeenByAsync(id, caller.UserIdOf(), cancel);
        if (session.MyRole is not Role.Owner) throw new ChatException(ErrorCode.Forbidden, "Only owners can do that.");
    }
}

/// <summary>Body of <c>POST /api/sessions/&lt;id&gt;/invitations/</c>; a week when no time is given.</summary>
sealed record CreateInvitationRequest(int? ExpiresInHours);
