using Chat.Contracts.Messages;
using Chat.Sessions.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.LastActivity;

/// <summary>Moves sessions up in their participants' lists when something was posted. One statement an event; only ever forward in time.</summary>
sealed class SessionsActiveConsumer(SessionsDbContext db) : IConsumer<SessionsActive>
{
    public Task Consume(ConsumeContext<SessionsActive> context)
    {
        // In id order, so that two events over the same sessions do not lock each other out.
        var latest = context.Message.Sessions.Where(session => session.At is not null).OrderBy(session => session.SessionId).ToArray();
        var ids = latest.Select(session => session.SessionId).ToArray();
        var times = latest.Select(session => session.At!.Value).ToArray();
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE sessions SET updated_at = latest.at
            FROM (
                SELECT s.id, l.at FROM unnest({ids}, {times}) AS l(id, at)
                JOIN sessions s ON s.id = l.id AND s.updated_at < l.at
                ORDER BY s.id FOR NO KEY UPDATE OF s
            ) latest
            WHERE sessions.id = latest.id
            """, context.CancellationToken);
    }
}
