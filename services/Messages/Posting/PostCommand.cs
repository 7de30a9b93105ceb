namespace Chat.Messages.Posting;

/// <summary>A message that a signed-in user wants to post. The content is checked and trimmed already.</summary>
sealed record PostCommand(long SessionId, long SenderId, string SenderUsername, string SenderDisplayName, Guid ClientId, string Content);
