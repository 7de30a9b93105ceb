using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Sessions;

/// <summary>
/// How a session changes: one transaction locks its row, decides, advances the version and writes the event. Changes of one
/// session are therefore one after the other, and its versions without gaps.
/// </summary>
static class SessionChanges
{
    /// <summary>Runs a change; answers what Messages must be told.</summary>
    public static Task<MembershipChange> ChangeAsync(this SessionsDbContext db, Func<Task<MembershipChange>> change, CancellationToken cancel) =>
        db.InTransactionAsync(async () =>
        {
            var told = await change();
            await db.SaveChangesAsync(cancel);
            return told;
        }, cancel);

    /// <summary>The session with its participants, locked, if the caller is in it.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/></exception>
    public static async Task<Session> LockAsync(this SessionsDbContext db, long sessionId, long callerId, CancellationToken cancel)
    {
        var locked = await db.Sessions
            .FromSql(
                $"""
                SELECT * FROM sessions s
                WHERE s.id = {sessionId} AND EXISTS (SELECT FROM participants p WHERE p.session_id = s.id AND p.user_id = {callerId})
                FOR NO KEY UPDATE
                """)
            .ToListAsync(cancel);
        // Read the participants after the lock: what was seen while waiting for it may be old.
        if (locked is [var session])
        {
            await db.Entry(session).Collection(s => s.Participants).LoadAsync(cancel);
            if (session.Participants.Any(participant => participant.UserId == callerId)) return session;
        }
        throw new ChatException(ErrorCode.SessionNotFound);
    }

    /// <inheritdoc cref="LockAsync"/>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/>; <see cref="ErrorCode.Forbidden"/> for members who are not owners.</exception>
    public static async Task<Session> LockAsOwnerAsync(this SessionsDbContext db, long sessionId, long callerId, CancellationToken cancel)
    {
        var session = await db.LockAsync(sessionId, callerId, cancel);
        return session.IsOwner(callerId) ? session : throw new ChatException(ErrorCode.Forbidden, "Only owners can do that.");
    }

    /// <summary>The session with its participants, locked, for somebody who need not be in it; null when there is none.</summary>
    public static async Task<Session?> LockForGuestAsync(this SessionsDbContext db, long sessionId, CancellationToken cancel)
    {
        var locked = await db.Sessions.FromSql($"SELECT * FROM sessions s WHERE s.id = {sessionId} FOR NO KEY UPDATE").ToListAsync(cancel);
        if (locked is not [var session]) return null;
        await db.Entry(session).Collection(s => s.Participants).LoadAsync(cancel);
        return session;
    }

    public static bool IsOwner(this Session session, long userId) =>
        session.Participants.Any(participant => participant.UserId == userId && participant.Role is Role.Owner);

    /// <summary>Deletes a locked session.</summary>
    public static MembershipChange RemoveSession(this SessionsDbContext db, Session session)
    {
        session.Version++;
        db.Publish(new SessionDeleted(session.Id, session.Version));
        db.Remove(session);
        return new MembershipChange { SessionId = session.Id, Version = session.Version, Deleted = true };
    }
}
