namespace Chat.Contracts.Messages;

/// <summary>An emoji and the users who reacted with it, in the order in which they did.</summary>
public sealed record Reaction(string Emoji, IReadOnlyList<long> UserIds);
