using Chat.Contracts.Messages;
using Chat.Messages.Data;

namespace Chat.Messages.Reading;

/// <summary>Reads what changed in a session, for services; who may see it is the caller's business.</summary>
sealed class ChangeReader(MessagesDbContext db, MessageStates states)
{
    /// <summary>
    /// The first <paramref name="limit"/> messages whose last change lies after <paramref name="prevRev"/> and not after
    /// <paramref name="rev"/>, and the revision that these lead to.
    /// </summary>
    public async Task<(List<MessageState> Messages, long Rev)> ReadSomeAsync(long sessionId, long prevRev, long rev, int limit, CancellationToken cancel)
    {
        var messages = await states.ReadAsync(
            db.Messages.Where(m => m.SessionId == sessionId && m.Rev > prevRev && m.Rev <= rev).OrderBy(m => m.Rev).Take(limit + 1), cancel);
        if (messages.Count <= limit) return (messages, rev);
        messages.RemoveAt(limit);
        return (messages, messages[^1].Rev);
    }
}
