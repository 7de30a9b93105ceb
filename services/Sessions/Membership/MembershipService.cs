using Chat.Contracts.Sessions.V1;
using Chat.ServiceDefaults.Authentication;
using Chat.Sessions.Data;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Membership;

/// <summary>Answers Messages and Realtime: who is in a session, and which sessions a user is in.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class MembershipService(SessionsDbContext db) : Contracts.Sessions.V1.Membership.MembershipBase
{
    public override async Task<MembershipSnapshot> Get(GetMembershipRequest request, ServerCallContext context)
    {
        // One statement, hence one snapshot: the version and the members belong together.
        var some = request.UserIds.ToArray();
        var session = await db.Sessions.AsNoTracking()
            .Where(row => row.Id == request.SessionId)
            .Select(row => new
            {
                row.Name,
                row.Version,
                row.IsActive,
                row.Kind,
                row.IsEncrypted,
                Members = row.Participants
                    .Where(participant => some.Length == 0 || some.Contains(participant.UserId))
                    .Select(participant => new { participant.UserId, participant.Role, participant.IsMuted })
                    .ToList(),
            })
            .AsSingleQuery()
            .SingleOrDefaultAsync(context.CancellationToken);

        var snapshot = new MembershipSnapshot { SessionId = request.SessionId, Exists = session is not null };
        if (session is null) return snapshot;
        snapshot.Name = session.Name;
        snapshot.Version = session.Version;
        snapshot.IsActive = session.IsActive;
        snapshot.IsDirect = session.Kind is SessionKind.Direct;
        snapshot.IsEncrypted = session.IsEncrypted;
        snapshot.Members.AddRange(
            session.Members.Select(member => new Member { UserId = member.UserId, Role = RoleNames.Of(member.Role), IsMuted = member.IsMuted }));
        return snapshot;
    }

    public override async Task<ListForUserReply> ListForUser(ListForUserRequest request, ServerCallContext context)
    {
        var sessions = await db.AccessSessions(request.UserId).AsNoTracking()
            .Select(session => new SessionVersion { SessionId = session.Id, Version = session.Version, Name = session.Name })
            .ToListAsync(context.CancellationToken);
        return new ListForUserReply { Sessions = { sessions } };
    }
}
