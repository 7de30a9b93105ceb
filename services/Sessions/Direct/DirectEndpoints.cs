using System.Security.Claims;
using Chat.Contracts.Accounts.V1;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Membership;
using Chat.Sessions.Participants;
using Chat.Sessions.People;
using Chat.Sessions.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Chat.Sessions.Direct;

static class DirectEndpoints
{
    public static void MapDirectSessions(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/sessions/direct", OpenAsync).WithTags("Sessions")
            .WithSummary("The direct session with somebody: 201 when it is new, 200 when it was there").Refuses(ErrorCode.UserNotFound, ErrorCode.RateLimited);

    static async Task<Results<Created<SessionDto>, Ok<SessionDto>>> OpenAsync(
        AddParticipantRequest request, ClaimsPrincipal caller, SessionsDbContext db, PersonNames people, MessagesFence fence, CreationLimit limit,
        TimeProvider time,
        HttpResponse response, CancellationToken cancel)
    {
        var callerId = caller.UserIdOf();
        var other = await request.FindAsync(people, cancel);
        if (other.Id == callerId) throw FieldErrors.Of("username", "Choose somebody else.");
        await people.KeepAsync(callerId, caller.UsernameOf(), caller.DisplayNameOf(), version: 0, cancel);

        var (low, high) = (Math.Min(callerId, other.Id), Math.Max(callerId, other.Id));
        var id = await FindAsync(db, low, high, cancel);
        var isNew = id is null;
        if (isNew)
        {
            await limit.TakeAsync(callerId);
            try
            {
                id = await CreateAsync(db, fence, caller, other, low, high, time.GetUtcNow().UtcDateTime, cancel);
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // Both have written to each other at the same moment.
                isNew = false;
                id = await FindAsync(db, low, high, cancel);
            }
        }
        var session = await db.GetAsSeenByAsync(id ?? throw new ChatException(ErrorCode.Unavailable), callerId, cancel);
        SessionTag.Write(response, session.Version);
        return isNew ? TypedResults.Created($"/api/sessions/{session.Id}/", session) : TypedResults.Ok(session);
    }

    static Task<long?> FindAsync(SessionsDbContext db, long low, long high, CancellationToken cancel) =>
        db.Sessions.Where(session => session.DirectLow == low && session.DirectHigh == high).Select(session => (long?)session.Id).SingleOrDefaultAsync(cancel);

    static async Task<long?> CreateAsync(
        SessionsDbContext db, MessagesFence fence, ClaimsPrincipal caller, User other, long low, long high, DateTime now, CancellationToken cancel)
    {
        // Participants see each other's name instead; this one is for administrators.
        var session = new Session
        {
            Name = $"@{caller.UsernameOf()}, @{other.Username}",
            Kind = SessionKind.Direct,
            DirectLow = low,
            DirectHigh = high,
            CreatedAt = now,
            UpdatedAt = now,
        };
        foreach (var userId in new[] { low, high }) session.Participants.Add(new Participant { UserId = userId, Role = Role.Member, JoinedAt = now });

        var change = await db.ChangeAsync(async () =>
        {
            await db.RefuseDeletedAsync(caller.UserIdOf(), other.Id, cancel);
            db.Add(session);
            await db.SaveChangesAsync(cancel);
            db.Publish(new SessionCreated(session.Id, session.Version, session.Name, [.. session.Participants.Select(MembershipChanges.Member)]));
            return MembershipChanges.Of(session, session.Participants);
        }, cancel);
        await fence.TryTellAsync(change, cancel);
        return session.Id;
    }
}
