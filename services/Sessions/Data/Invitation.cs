namespace Chat.Sessions.Data;

/// <summary>A link that lets whoever has it into a session, until it expires or is taken back. Only the hash of its secret is kept.</summary>
sealed class Invitation
{
    public long Id { get; init; }
    public long SessionId { get; init; }
    public required byte[] Hash { get; init; }
    public long CreatedBy { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime ExpiresAt { get; init; }

    /// <summary>How many have come in by it.</summary>
    public int Uses { get; set; }
}
