namespace Chat.ServiceDefaults.Data;

/// <summary>How a database differs from what this version knows.</summary>
/// <param name="Missing">Migrations of this version that the database lacks.</param>
/// <param name="Later">Migrations of the database that this version does not know.</param>
/// <param name="Required">Those of them that a version must know in order to work.</param>
sealed record SchemaFindings(IReadOnlyList<string> Missing, IReadOnlyList<string> Later, IReadOnlyList<string> Required)
{
    /// <summary>Why this version must not work with the database; null when it may.</summary>
    public string? Refusal(bool mayMigrate) => this switch
    {
        { Required.Count: > 0 } =>
            $"The database was migrated by a later version ({string.Join(", ", Required)}) after which this one cannot work with it: start that version.",
        { Missing.Count: > 0 } when !mayMigrate =>
            $"The database lacks migrations of this version ({string.Join(", ", Missing)}): run it once with {Migrations.Argument}, then start it.",
        _ => null,
    };
}
