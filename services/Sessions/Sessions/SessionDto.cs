using Chat.Sessions.Data;
using Chat.Sessions.Participants;
using Chat.Sessions.Preferences;

namespace Chat.Sessions.Sessions;

/// <summary>A session in the REST contract.</summary>
sealed record SessionDto(
    long Id,
    SessionKind Kind,
    bool IsEncrypted,
    string Name,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    bool IsActive,
    long Version,
    Role MyRole,
    PreferencesDto Preferences,
    int ParticipantCount,
    IEnumerable<ParticipantDto> Participants);
