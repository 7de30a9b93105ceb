using Chat.Contracts.Accounts;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Chat.Sessions.Membership;
using Chat.Sessions.People;
using Chat.Sessions.Sessions;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.Departures;

/// <summary>
/// Marks a deleted user, so that nobody adds them any more, and takes them out of all sessions, one transaction each, so that a repeated delivery
/// goes on where the last one ended. A session that would be left without an owner gets one; a session that would be left empty goes, as when the
/// last participant leaves.
/// </summary>
sealed class UserDeletedConsumer(SessionsDbContext db, MessagesFence fence) : IConsumer<UserDeleted>
{
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var (userId, cancel) = (context.Message.UserId, context.CancellationToken);
        await db.MarkDeletedAsync(userId, cancel);
        var sessionIds = await db.AccessSessions(userId).OrderBy(session => session.Id).Select(session => session.Id).ToListAsync(cancel);
        foreach (var sessionId in sessionIds)
        {
            try
            {
                var change = await db.ChangeAsync(async () => Leave(await db.LockAsync(sessionId, userId, cancel), userId), cancel);
                await fence.TryTellAsync(change, cancel);
            }
            catch (ChatException e) when (e.Error == ErrorCode.SessionNotFound)
            {
                // Removed by somebody else meanwhile.
            }
        }
    }

    MembershipChange Leave(Session session, long userId)
    {
        if (session.Participants.Count == 1) return db.RemoveSession(session);

        var leaver = session.Participants.Single(participant => participant.UserId == userId);
        var others = session.Participants.Where(participant => participant.UserId != userId).ToArray();
        List<Participant> promoted = [];
        if (session.Kind is SessionKind.Group && others.All(other => other.Role is not Role.Owner))
        {
            var heir = HeirOf(others);
            heir.Role = Role.Owner;
            promoted.Add(heir);
            session.Version++;
            db.Publish(new ParticipantsChanged(session.Id, session.Version, [MembershipChanges.Member(heir)], session.IsEncrypted));
        }
        db.Remove(leaver);
        session.LoseKey();
        session.Version++;
        db.Publish(new ParticipantRemoved(session.Id, session.Version, userId));
        return MembershipChanges.Of(session, changed: promoted, removed: [leaver]);
    }

    /// <summary>Who has been a moderator, or else a member, for the longest.</summary>
    static Participant HeirOf(IEnumerable<Participant> participants) =>
        participants.OrderByDescending(one => one.Role is Role.Moderator).ThenBy(one => one.JoinedAt).ThenBy(one => one.UserId).First();
}
