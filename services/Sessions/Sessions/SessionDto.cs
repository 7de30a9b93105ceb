using Chat.Sessions.Data;
using Chat.Sessions.Participants;

namespace Chat.Sessions.Sessions;

/// <summary>A session in the REST contract.</summary>
sealed record SessionDto(
    long Id,
    string Name,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    bool IsActive,
    long Version,
    Role MyRole,
    int ParticipantCount,
    IEnumerable<ParticipantDto> Participants);
