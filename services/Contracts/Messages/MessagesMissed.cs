namespace Chat.Contracts.Messages;

/// <summary>
/// What is meant for a user (as <see cref="MessageAddressed"/> has it) and still not read some minutes after it came. Each message is told of once; the event
/// may be delivered twice.
/// </summary>
/// <param name="Key">Made with the event: one that is delivered twice is one notice.</param>
/// <param name="UserId">Whose messages.</param>
/// <param name="Sessions">Where they are; never empty.</param>
public sealed record MessagesMissed(Guid Key, long UserId, IReadOnlyList<MissedSession> Sessions);

/// <summary>Messages of one session that are meant for a user.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="SessionName">As <see cref="MessageAddressed.SessionName"/>.</param>
/// <param name="IsDirect">As <see cref="MessageAddressed.IsDirect"/>.</param>
/// <param name="Count">How many; more than <paramref name="Latest"/> shows, when there are many.</param>
/// <param name="Latest">The latest of them, oldest first; never empty.</param>
public sealed record MissedSession(long SessionId, string SessionName, bool IsDirect, int Count, IReadOnlyList<MissedMessage> Latest);

/// <summary>One of these messages.</summary>
/// <param name="Sender">Who wrote it.</param>
/// <param name="Excerpt">As <see cref="MessageAddressed.Excerpt"/>.</param>
/// <param name="Timestamp">When it was posted.</param>
/// <param name="IsEncrypted">As <see cref="MessageAddressed.IsEncrypted"/>.</param>
public sealed record MissedMessage(MessageSender Sender, string Excerpt, DateTime Timestamp, bool IsEncrypted = false);
