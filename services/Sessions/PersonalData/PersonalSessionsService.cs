using Chat.Contracts.Sessions.V1;
using Chat.ServiceDefaults.Authentication;
using Chat.Sessions.Data;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.PersonalData;

/// <summary>The sessions of a user, for the copy of their data that they may have.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed class PersonalSessionsService(SessionsDbContext db) : PersonalSessions.PersonalSessionsBase
{
    const int PageSize = 500;

    public override async Task List(
        ListPersonalSessionsRequest request, IServerStreamWriter<PersonalSession> responseStream, ServerCallContext context)
    {
        // In pages, not in one query: a slow reader holds no connection of the database.
        for (long last = 0; ;)
        {
            var page = await PageAsync(request.UserId, last, context.CancellationToken);
            foreach (var session in page) await responseStream.WriteAsync(session, context.CancellationToken);
            if (page.Count < PageSize) return;
            last = page[^1].SessionId;
        }
    }

    async Task<List<PersonalSession>> PageAsync(long userId, long after, CancellationToken cancel)
    {
        var rows = await db.Participants.AsNoTracking()
            .Where(participant => participant.UserId == userId && participant.SessionId > after)
            .OrderBy(participant => participant.SessionId)
            .Take(PageSize)
            .Join(db.Sessions, participant => participant.SessionId, session => session.Id, (participant, session) => new { participant, session.Name })
            .ToListAsync(cancel);
        return [.. rows.OrderBy(row => row.participant.SessionId).Select(row => new PersonalSession
        {
            SessionId = row.participant.SessionId,
            Name = row.Name,
            Role = RoleNames.Of(row.participant.Role),
            JoinedAtUs = (row.participant.JoinedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        })];
    }
}
