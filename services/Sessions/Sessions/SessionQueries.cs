using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Participants;
using Chat.Sessions.Preferences;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Sessions;

static class SessionQueries
{
    /// <summary>
    /// The sessions as this user sees them, direct ones by the name of the other, each with at most <paramref name="participants"/> participants.
    /// </summary>
    public static IQueryable<SessionDto> AsSeenBy(this IQueryable<Session> sessions, long userId, int participants) =>
        sessions.AsNoTracking().Select(session => new SessionDto(
            session.Id,
            session.Kind,
            session.IsEncrypted,
            session.Kind == SessionKind.Direct
                ? session.Participants.Where(participant => participant.UserId != userId).Select(participant => participant.Person!.DisplayName)
                    .FirstOrDefault()
                    ?? session.Name
                : session.Name,
            session.CreatedAt,
            session.UpdatedAt,
            session.IsActive,
            session.Version,
            session.Participants.First(participant => participant.UserId == userId).Role,
            session.Participants.Where(participant => participant.UserId == userId)
                .Select(participant => new PreferencesDto(participant.IsPinned, participant.IsMuted, participant.PreferencesVersion)).First(),
            session.Participants.Count,
            session.Participants
                .OrderBy(participant => participant.JoinedAt).ThenBy(participant => participant.UserId)
                .Take(participants)
                .Select(participant => new ParticipantDto(
                    participant.UserId, participant.Person!.Username, participant.Person.DisplayName, participant.Role, participant.JoinedAt))
                .ToList()));

    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/></exception>
    public static async Task<SessionDto> GetAsSeenByAsync(this SessionsDbContext db, long sessionId, long userId, CancellationToken cancel) =>
        await db.AccessSessions(userId).Where(session => session.Id == sessionId).AsSeenBy(userId, int.MaxValue).SingleOrDefaultAsync(cancel)
        ?? throw new ChatException(ErrorCode.SessionNotFound);
}
