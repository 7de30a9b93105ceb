namespace Chat.Contracts.Messages;

/// <summary>Who wrote a message, as known when the message was read.</summary>
public sealed record MessageSender(long Id, string Username, string DisplayName);
