namespace Chat.Sessions.Data;

/// <summary>The projection of a user of Accounts, as of the user's <see cref="Version"/>.</summary>
sealed class Person
{
    public long UserId { get; init; }
    public required string Username { get; init; }
    public required string DisplayName { get; init; }
    public long Version { get; init; }

    /// <summary>Stays for ever: see <see cref="People.DeletedPeople"/>.</summary>
    public bool IsDeleted { get; init; }
}
