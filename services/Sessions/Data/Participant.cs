namespace Chat.Sessions.Data;

sealed class Participant
{
    public long SessionId { get; init; }
    public long UserId { get; init; }
    public required Role Role { get; set; }
    public DateTime JoinedAt { get; init; }

    /// <summary>What only this participant sees: kept at the top of the list, and without notifications.</summary>
    public bool IsPinned { get; set; }
    public bool IsMuted { get; set; }

    /// <summary>Grows by one with every change of the two.</summary>
    public long PreferencesVersion { get; set; }
    public Person? Person { get; init; }
}
