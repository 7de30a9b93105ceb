using System.Globalization;
using Chat.Contracts.Messages.V1;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Participants;
using Chat.Sessions.Sessions;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Administration;

/// <summary>Finds sessions for administrators, whoever is in them.</summary>
sealed partial class ManagedSessions(SessionsDbContext db, Reading.ReadingClient messages, ILogger<ManagedSessions> logger)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>One page and a row more, by last activity, newest first. A text is looked for in the names, or is an id.</summary>
    public async Task<List<ManagedSessionDto>> FindAsync(ListRequest request, SessionCursor? after, CancellationToken cancel)
    {
        var sessions = db.Sessions.AsNoTracking();
        if (!string.IsNullOrEmpty(request.State))
        {
            var isActive = request.State == "active";
            sessions = sessions.Where(session => session.IsActive == isActive);
        }
        if (request.Text.Length > 0)
        {
            var pattern = request.Pattern;
            var id = long.TryParse(request.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            sessions = sessions.Where(session => EF.Functions.ILike(session.Name, pattern, ListRequest.Escape) || session.Id == id);
        }
        if (after is { } place)
            sessions = sessions.Where(session => session.UpdatedAt < place.UpdatedAt || (session.UpdatedAt == place.UpdatedAt && session.Id < place.Id));
        var found = await sessions
            .OrderByDescending(session => session.UpdatedAt).ThenByDescending(session => session.Id)
            .Take(request.Size + 1)
            .Select(session => new ManagedSessionDto(
                session.Id, session.Name, session.IsActive, session.CreatedAt, session.UpdatedAt, session.Participants.Count, null))
            .ToListAsync(cancel);
        var counts = await CountMessagesAsync(found.Select(session => session.Id), cancel);
        return found.ConvertAll(session => session with { Messages = counts?.GetValueOrDefault(session.Id) });
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/></exception>
    public async Task<ManagedSessionDetailDto> GetAsync(long id, CancellationToken cancel)
    {
        var found = await db.Sessions.AsNoTracking()
            .Where(session => session.Id == id)
            .Select(session => new ManagedSessionDetailDto(
                session.Id, session.Name, session.IsActive, session.CreatedAt, session.UpdatedAt,
                session.Participants
                    .OrderBy(participant => participant.JoinedAt).ThenBy(participant => participant.UserId)
                    .Select(participant => new ParticipantDto(
                        participant.UserId, participant.Person!.Username, participant.Person.DisplayName, participant.Role, participant.JoinedAt))
                    .ToList(),
                null))
            .SingleOrDefaultAsync(cancel) ?? throw new ChatException(ErrorCode.SessionNotFound);
        var counts = await CountMessagesAsync([id], cancel);
        return found with { Messages = counts?.GetValueOrDefault(id) };
    }

    /// <summary>The session with its participants, locked.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/></exception>
    public async Task<Session> LockAsync(long id, CancellationToken cancel)
    {
        var locked = await db.Sessions.FromSql($"SELECT * FROM sessions WHERE id = {id} FOR NO KEY UPDATE").ToListAsync(cancel);
        if (locked is not [var session]) throw new ChatException(ErrorCode.SessionNotFound);
        await db.Entry(session).Collection(s => s.Participants).LoadAsync(cancel);
        return session;
    }

    /// <summary>The last number of each session that has messages; null when Messages does not answer.</summary>
    async Task<Dictionary<long, long>?> CountMessagesAsync(IEnumerable<long> sessionIds, CancellationToken cancel)
    {
        var request = new GetHeadsRequest { SessionIds = { sessionIds } };
        try
        {
            var reply = await messages.GetHeadsAsync(request, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
            return reply.Heads.ToDictionary(head => head.SessionId, head => head.Seq);
        }
        catch (RpcException e)
        {
            Log.NotCounted(logger, e.StatusCode);
            return null;
        }
    }

    static partial class Log
    {
        [LoggerMessage(2100, LogLevel.Warning, "Messages of sessions could not be counted: messages answered {Status}")]
        public static partial void NotCounted(ILogger logger, StatusCode status);
    }
}
