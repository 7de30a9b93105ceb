namespace Chat.Contracts.Messages;

/// <summary>
/// A message that is meant for some of the session's participants: it is in their direct session, names them, or answers a message of theirs, and they have
/// not muted the session. Told a few seconds after the commit. May be delivered twice or out of order; the numbers tell.
/// </summary>
/// <param name="SessionId">The session.</param>
/// <param name="SessionName">As it is called; of a direct session as it is stored, which need not be what its members see.</param>
/// <param name="IsDirect">Whether it is a session of two, which each of them knows by the other's name.</param>
/// <param name="MessageId">The message's, unique over all sessions.</param>
/// <param name="Seq">Its number in the session.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="Excerpt">What it says, as plain text, at most 300 characters; of files alone, their names; of an encrypted one nothing.</param>
/// <param name="Timestamp">When it was posted.</param>
/// <param name="UserIds">For whom it is meant; never empty, and never its sender.</param>
/// <param name="IsEncrypted">Only the participants can read it.</param>
public sealed record MessageAddressed(
    long SessionId, string SessionName, bool IsDirect, long MessageId, long Seq, MessageSender Sender, string Excerpt, DateTime Timestamp,
    IReadOnlyList<long> UserIds, bool IsEncrypted = false);
