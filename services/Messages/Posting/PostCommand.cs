namespace Chat.Messages.Posting;

/// <summary>A message that a signed-in user wants to post. The content is checked and trimmed already; <paramref name="ReplyTo"/> is the number of the message that it answers.</summary>
sealed record PostCommand(long SessionId, long SenderId, string SenderUsername, string SenderDisplayName, Guid ClientId, string Content, long? ReplyTo = null);
