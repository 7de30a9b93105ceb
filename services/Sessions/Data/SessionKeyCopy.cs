namespace Chat.Sessions.Data;

/// <summary>
/// The key of an encrypted session, of one generation, sealed so that only one user can open it. What it is the server cannot know.
/// The copies of those who leave stay: they tell that the generation is known to somebody outside.
/// </summary>
sealed class SessionKeyCopy
{
    public long SessionId { get; init; }

    /// <summary>1, 2, 3: the newest one is for what is written now, the older ones for what was.</summary>
    public int Generation { get; init; }
    public long UserId { get; init; }
    public required byte[] Copy { get; init; }

    /// <summary>Who sealed it; their key is needed to open it.</summary>
    public long MadeBy { get; init; }
    public DateTime CreatedAt { get; init; }
}
