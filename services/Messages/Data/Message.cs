using Chat.Contracts.Messages;

namespace Chat.Messages.Data;

/// <summary>
/// A message. Keyed by session and number, so that the table can be partitioned or distributed by session. <see cref="Rev"/> is
/// the session's revision at the last change of this message, <see cref="PostedRev"/> the one at which it was posted.
/// </summary>
sealed class Message
{
    public long SessionId { get; init; }
    public long Seq { get; init; }

    /// <summary>Unique over all sessions; for the REST contract. Its order means nothing.</summary>
    public long Id { get; init; }
    public long Rev { get; set; }
    public long PostedRev { get; init; }
    public long SenderId { get; init; }
    public Guid ClientId { get; init; }

    /// <summary>Empty when deleted.</summary>
    public required string Content { get; set; }
    public DateTime CreatedAt { get; init; }

    /// <summary>Number of the message that this one answers.</summary>
    public long? ReplyTo { get; init; }
    public DateTime? EditedAt { get; set; }
    public DateTime? DeletedAt { get; set; }

    /// <summary>In the row itself: read with it, and changed under the same lock as everything else of the session.</summary>
    public IReadOnlyList<Reaction>? Reactions { get; set; }

    /// <summary>Its files, in the row itself for the same reason; who may read them is decided by <see cref="MessageFile"/>.</summary>
    public IReadOnlyList<Attachment>? Attachments { get; set; }

    /// <summary>What its first link leads to, once somebody has looked.</summary>
    public LinkPreview? LinkPreview { get; set; }
}
