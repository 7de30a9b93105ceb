using System.Security.Claims;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Membership;
using Chat.Sessions.People;
using Chat.Sessions.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Invitations;

/// <summary>Takes into a session whoever holds an invitation to it.</summary>
static class InvitationAcceptance
{
    public static async Task<Results<Created<SessionDto>, Ok<SessionDto>>> AcceptAsync(
        string token, ClaimsPrincipal caller, SessionsDbContext db, PersonNames people, MessagesFence fence, TimeProvider time, HttpResponse response,
        CancellationToken cancel)
    {
        var (hash, now, userId) = (InvitationSecret.HashOf(token), time.GetUtcNow().UtcDateTime, caller.UserIdOf());
        var sessionId = hash is null ? null : await FindAsync(db, hash, now, cancel);
        if (sessionId is not { } id) throw new ChatException(ErrorCode.InvitationNotFound);
        await people.KeepAsync(userId, caller.UsernameOf(), caller.DisplayNameOf(), version: 0, cancel);

        var isNew = false;
        var change = await db.ChangeAsync(async () =>
        {
            isNew = false;
            var session = await db.LockForGuestAsync(id, cancel) ?? throw new ChatException(ErrorCode.InvitationNotFound);
            if (session.Participants.Any(participant => participant.UserId == userId)) return MembershipChanges.Of(session);
            await db.RefuseDeletedAsync(userId, otherId: null, cancel);
            // Counted and asked again in one statement: it may have been taken back a moment ago.
            var good = await db.Invitations.Where(invitation => invitation.Hash == hash && invitation.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.Uses, invitation => invitation.Uses + 1), cancel);
            if (good == 0) throw new ChatException(ErrorCode.InvitationNotFound);

            isNew = true;
            var participant = new Participant { SessionId = id, UserId = userId, Role = Role.Member, JoinedAt = now };
            db.Add(participant);
            session.Version++;
            db.Publish(new ParticipantsChanged(id, session.Version, [MembershipChanges.Member(participant)], session.IsEncrypted));
            return MembershipChanges.Of(session, changed: [participant]);
        }, cancel);
        if (isNew) await fence.TryTellAsync(change, cancel);

        var joined = await db.GetAsSeenByAsync(id, userId, cancel);
        SessionTag.Write(response, joined.Version);
        return isNew ? TypedResults.Created($"/api/sessions/{id}/", joined) : TypedResults.Ok(joined);
    }

    static Task<long?> FindAsync(SessionsDbContext db, byte[] hash, DateTime now, CancellationToken cancel) =>
        db.Invitations.Where(invitation => invitation.Hash == hash && invitation.ExpiresAt > now)
            .Select(invitation => (long?)invitation.SessionId).SingleOrDefaultAsync(cancel);
}
