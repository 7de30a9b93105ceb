using System.Text.Json.Serialization;

namespace Chat.Contracts.Messages;

/// <summary>A message as clients see it, in REST answers and live events alike. Times are UTC.</summary>
/// <param name="Id">Unique over all sessions.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="Seq">Its number in the session.</param>
/// <param name="Rev">The session's revision at its last change.</param>
/// <param name="ClientId">The sender's own id for it.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="Content">The text; empty once it is deleted.</param>
/// <param name="Timestamp">When it was posted.</param>
public sealed record MessageState(
    long Id,
    [property: JsonPropertyName("chat_session")] long SessionId,
    long Seq,
    long Rev,
    Guid ClientId,
    MessageSender Sender,
    string Content,
    DateTime Timestamp)
{
    /// <summary>The session's revision at which it was posted: the message is new to whoever held an earlier one.</summary>
    public long PostedRev { get; init; }

    /// <summary>The number of the message in the same session that this one answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ReplyTo { get; init; }

    /// <summary>When its content was last edited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? EditedAt { get; init; }

    /// <summary>When it was deleted; what is left is this tombstone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? DeletedAt { get; init; }

    /// <summary>The reactions to it, in the order of their first use; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Reaction>? Reactions { get; init; }

    /// <summary>Its files, in the sender's order; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Attachment>? Attachments { get; init; }

    /// <summary>What its first link leads to; null while nobody has looked, and when there is nothing to show.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinkPreview? LinkPreview { get; init; }
}
