namespace Chat.Contracts.Sessions;

// Every event of a session carries its version after the change. Versions of one session grow by one per change, so a
// consumer can tell news from a late or repeated delivery, whatever the order of arrival.

/// <summary>A session was created with these first members.</summary>
public sealed record SessionCreated(long SessionId, long Version, string Name, IReadOnlyList<SessionMember> Members, bool IsEncrypted = false);

/// <summary>The name or the active flag changed.</summary>
public sealed record SessionUpdated(long SessionId, long Version, string Name, bool IsActive);

/// <summary>The session is gone; everything that belongs to it must go too.</summary>
public sealed record SessionDeleted(long SessionId, long Version);

/// <summary>These users are members from now on, or have a new role.</summary>
public sealed record ParticipantsChanged(long SessionId, long Version, IReadOnlyList<SessionMember> Members, bool IsEncrypted = false);

/// <summary>The user is no longer a member.</summary>
public sealed record ParticipantRemoved(long SessionId, long Version, long UserId);

/// <summary>A participant has pinned or muted the session, or no longer; it is theirs alone, and so is its version.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="UserId">Who has.</param>
/// <param name="PreferencesVersion">Of their preferences, not of the session.</param>
public sealed record PreferencesChanged(long SessionId, long UserId, long PreferencesVersion);

/// <summary>Participants of an encrypted session have been given keys, or need them anew.</summary>
public sealed record SessionKeysChanged(long SessionId, long Version);
