using System.Text.Json.Serialization;

namespace Chat.Sessions.Invitations;

/// <summary>An invitation as the session's owners see it; <c>token</c> is told once, when it is made.</summary>
sealed record InvitationDto(
    long Id, long CreatedBy, DateTime CreatedAt, DateTime ExpiresAt, int Uses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token = null);

/// <summary>An invitation as the invited sees it; <c>session_id</c> is there when they are in the session already.</summary>
sealed record InvitedDto(
    string SessionName, int ParticipantCount, string InvitedBy, DateTime ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? SessionId = null);
