using Chat.Contracts.Messages;
using Chat.Sessions.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.LastActivity;

/// <summary>Moves sessions up in their participants' lists when something is posted. One statement a batch; only ever forward in time.</summary>
sealed class MessagesPostedConsumer(SessionsDbContext db) : IConsumer<MessagesPosted>
{
    public Task Consume(ConsumeContext<MessagesPosted> context)
    {
        // In id order, so that two batches over the same sessions do not lock each other out.
        var latest = context.Message.Sessions
            .Where(session => session.Messages.Count > 0)
            .OrderBy(session => session.SessionId)
            .Select(session => (session.SessionId, At: session.Messages.Max(message => message.Timestamp)))
            .ToArray();
        var ids = latest.Select(session => session.SessionId).ToArray();
        var times = latest.Select(session => session.At).ToArray();
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
