using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Reading;

/// <summary>Reads what changed in a session, for services; who may see it is the caller's business.</summary>
sealed class ChangeReader(MessagesDbContext db, MessageStates states)
{
    /// <summary>The messages whose last change lies after <paramref name="prevRev"/> and not after <paramref name="rev"/>.</summary>
    public async Task<SessionChanges> ReadAsync(long sessionId, long prevRev, long rev, CancellationToken cancel)
    {
        var messages = await states.ReadAsync(
            db.Messages.Where(m => m.SessionId == sessionId && m.Rev > prevRev && m.Rev <= rev).OrderBy(m => m.Rev), cancel);
        var fence = await db.SessionHeads.Where(head => head.SessionId == sessionId).Select(head => head.Fence).SingleOrDefaultAsync(cancel);
        return new SessionChanges(sessionId, prevRev, rev, fence, messages);
    }
}
