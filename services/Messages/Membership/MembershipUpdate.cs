using Chat.Contracts.Sessions;

namespace Chat.Messages.Membership;

/// <summary>What became of a session's members at a version.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Version">The session's version after the change.</param>
/// <param name="Members">New or changed members.</param>
/// <param name="Removed">Users who are no longer members.</param>
/// <param name="IsActive">Whether the session takes messages; null when the change does not tell.</param>
/// <param name="Deleted">The session is gone.</param>
/// <param name="IsEncrypted">The session takes encrypted messages only; false also when the change does not tell.</param>
sealed record MembershipUpdate(
    long SessionId,
    long Version,
    IReadOnlyList<SessionMember> Members,
    IReadOnlyList<long> Removed,
    bool? IsActive = null,
    bool Deleted = false,
    bool IsEncrypted = false);
