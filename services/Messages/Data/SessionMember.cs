namespace Chat.Messages.Data;

/// <summary>
/// The read marker of a member, and the projection of one membership, as of the session's <see cref="Version"/>. Removed ones stay, so that a late event of an
/// older version cannot bring them back.
/// </summary>
sealed class SessionMember
{
    public long SessionId { get; init; }
    public long UserId { get; init; }
    public required string Role { get; init; }
    public bool Removed { get; init; }
    public long Version { get; init; }

    /// <summary>The read marker: everything up to this number is read. Of a new member: where the session stood when they came.</summary>
    public long ReadSeq { get; init; }
    public DateTime? ReadAt { get; init; }
}
