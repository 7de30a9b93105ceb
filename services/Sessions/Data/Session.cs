namespace Chat.Sessions.Data;

/// <summary>A chat session (room). <see cref="Version"/> grows by one with every change of it or of its participants.</summary>
sealed class Session
{
    public long Id { get; init; }
    public required string Name { get; set; }
    public SessionKind Kind { get; init; }

    /// <summary>Its messages are encrypted by the participants; from the beginning or never.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The newest generation of its key that was ever made; 0 before the first. It never goes back: one number is one key for ever.</summary>
    public int KeyGeneration { get; set; }

    /// <summary>Somebody who is no participant, or a key that was lost, may know the newest generation: what is written next needs another one.</summary>
    public bool IsKeyStale { get; set; }

    /// <summary>Of a direct session the two users, the smaller id first: there is only one for each two.</summary>
    public long? DirectLow { get; init; }
    public long? DirectHigh { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>The last change or message.</summary>
    public DateTime UpdatedAt { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>It is inactive by an administrator: its owners cannot open it again.</summary>
    public bool IsClosedByAdministrator { get; set; }
    public long Version { get; set; } = 1;
    public List<Participant> Participants { get; } = [];

    /// <summary>A participant goes who may know its key, or gives it up.</summary>
    public void LoseKey() => IsKeyStale = KeyGeneration > 0;
}
