using Chat.Sessions.Data;

namespace Chat.Sessions.Participants;

/// <summary>A participant in the REST contract; <c>id</c> is the user's.</summary>
sealed record ParticipantDto(long Id, string Username, string DisplayName, Role Role, DateTime JoinedAt);
