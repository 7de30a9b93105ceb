namespace Chat.Messages.Data;

/// <summary>
/// Where a session stands. The row is locked by whoever adds to the session or changes who may; that lock is what makes
/// numbers gapless and puts every post before or after a removal, never beside it. Kept narrow: it is updated by every commit.
/// </summary>
sealed class SessionHead
{
    public long SessionId { get; init; }

    /// <summary>Number of the last message.</summary>
    public long Seq { get; init; }

    /// <summary>Revision of the last change of any kind.</summary>
    public long Rev { get; set; }

    /// <summary>The session's version at the last removal of a participant known here.</summary>
    public long Fence { get; init; }

    /// <summary>The version that <see cref="IsActive"/> was taken from.</summary>
    public long ActiveVersion { get; init; }
    public bool IsActive { get; init; }

    /// <summary>It takes sealed texts only, and no files; once so, always.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The session is gone; the row stays so that late events cannot revive it.</summary>
    public bool Deleted { get; init; }
}
