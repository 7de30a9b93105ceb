using Chat.Messages.Data;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Membership;

/// <summary>Tells who owns a session, for what only owners may do with its messages.</summary>
sealed class OwnedSessions(MessagesDbContext db, MembershipQuestion question)
{
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/> when the user is not in the session,
    /// <see cref="ErrorCode.Forbidden"/> when they are, but not as an owner.</exception>
    public async Task CheckOwnerAsync(long sessionId, long userId, CancellationToken cancel)
    {
        await question.EnsureMemberAsync(sessionId, userId, cancel);
        var isOwner = await db.SessionMembers.AnyAsync(
            member => member.SessionId == sessionId && member.UserId == userId && !member.Removed && member.Role == "owner", cancel);
        if (!isOwner) throw new ChatException(ErrorCode.Forbidden, "Only owners of the session may do that.");
    }
}
