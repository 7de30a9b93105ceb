namespace Chat.Sessions.Data;

/// <summary>
/// The key of an encrypted session, of one generation, sealed so that only one user can open it. What it is the server cannot know.
/// Whoever leaves the session loses their copies with their place in it.
/// </summary>
sealed class SessionKeyCopy
{
    public long SessionId { get; init; }

    /// <summary>1, 2, 3: the newest one is for what is written now, the older ones for what was.</summary>
    public int Generation { get; init; }
    public long UserId { get; init; }
    public required byte[] Copy { get; set; }

    /// <summary>Who sealed it; their key is needed to open it.</summary>
    public long MadeBy { get; set; }
    public DateTime CreatedAt { get; init; }
}
