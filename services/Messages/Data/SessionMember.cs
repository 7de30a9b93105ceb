namespace Chat.Messages.Data;

/// <summary>
/// The projection of one membership, as of the session's <see cref="Version"/>. Removed ones stay, so that a late event of an
/// older version cannot bring them back.
/// </summary>
sealed class SessionMember
{
    public long SessionId { get; init; }
    public long UserId { get; init; }
    public required string Role { get; init; }
    public bool Removed { get; init; }
    public long Version { get; init; }
}
