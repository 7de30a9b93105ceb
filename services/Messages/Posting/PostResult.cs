using Chat.Contracts.Messages;

namespace Chat.Messages.Posting;

/// <summary>
/// The outcome of a post. Only <see cref="PostOutcome.Posted"/> has numbers: those of the first post with this client id.
/// <paramref name="ToDeliver"/> is what its caller brings to the session's listeners.
/// </summary>
readonly record struct PostResult(
    PostOutcome Outcome, long Id = 0, long Seq = 0, long Rev = 0, DateTime CreatedAt = default, bool IsNew = false, SessionChanges? ToDeliver = null);

enum PostOutcome
{
    /// <summary>The message is stored, by this post or by an earlier one with the same client id.</summary>
    Posted,

    /// <summary>As far as the projection knows, the sender is not in the session or there is none.</summary>
    NotMember,

    /// <summary>The session is closed to writing.</summary>
    Inactive,

    /// <summary>A text for all to read in an encrypted session, a file there, or an encrypted text elsewhere.</summary>
    WrongSeal,

    /// <summary>It answers a message that the session does not have.</summary>
    UnknownReply,
}
