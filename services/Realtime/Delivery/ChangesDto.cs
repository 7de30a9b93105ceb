using Chat.Contracts.Messages;

namespace Chat.Realtime.Delivery;

/// <summary>The argument of the hub's <c>messages</c> event, see docs/api.md.</summary>
sealed record ChangesDto(long SessionId, long PrevRev, long Rev, IReadOnlyList<MessageState> Messages)
{
    public static ChangesDto Of(SessionChanges changes) => new(changes.SessionId, changes.PrevRev, changes.Rev, changes.Messages);

    /// <summary>When the first of the new messages was posted; null if all are older ones that changed.</summary>
    public DateTime? FirstPostedAt()
    {
        foreach (var message in Messages)
            if (message.PostedRev > PrevRev) return message.Timestamp;
        return null;
    }
}
