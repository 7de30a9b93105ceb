using Chat.Sessions.Participants;

namespace Chat.Sessions.Administration;

/// <summary>A session in the administrators' list. <paramref name="Messages"/> counts deleted ones too; null while Messages does not answer.</summary>
sealed record ManagedSessionDto(long Id, string Name, bool IsActive, DateTime CreatedAt, DateTime UpdatedAt, int Participants, long? Messages);

/// <summary>The same with everybody in it.</summary>
sealed record ManagedSessionDetailDto(
    long Id, string Name, bool IsActive, DateTime CreatedAt, DateTime UpdatedAt, IReadOnlyList<ParticipantDto> Participants, long? Messages);
