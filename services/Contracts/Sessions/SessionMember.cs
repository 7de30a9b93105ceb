namespace Chat.Contracts.Sessions;

/// <summary>A participant as other services know one. <paramref name="Role"/> is <c>owner</c>, <c>moderator</c> or <c>member</c>.</summary>
public sealed record SessionMember(long UserId, string Role);
