using Chat.Contracts.Messages;

namespace Chat.Messages.Posting;

/// <summary>
/// A message that a signed-in user wants to post. The content is checked and trimmed already; <paramref name="ReplyTo"/> is the number of the
/// message that it answers.
/// </summary>
sealed record PostCommand(long SessionId, long SenderId, string SenderUsername, string SenderDisplayName, Guid ClientId, string Content, long? ReplyTo = null)
{
    /// <summary>The sender's uploads that are its files; null without any.</summary>
    public IReadOnlyList<Guid>? AttachmentIds { get; init; }

    /// <summary>What these are, once they are found.</summary>
    public IReadOnlyList<Attachment>? Attachments { get; init; }

    /// <summary>The text is encrypted by its sender.</summary>
    public bool IsSealed { get; } = SealedText.Is(Content);

    /// <summary>Whoever posts it brings the message, and what was committed with it, to its session's listeners.</summary>
    public bool CallerDelivers { get; init; }

    /// <summary>The new message that came of it.</summary>
    public MessageState StateOf(PostResult posted) => new(
        posted.Id, SessionId, posted.Seq, posted.Rev, ClientId, new MessageSender(SenderId, SenderUsername, SenderDisplayName), Content, posted.CreatedAt)
    {
        PostedRev = posted.Rev,
        ReplyTo = ReplyTo,
        Attachments = Attachments,
    };
}
