namespace Chat.Messages.Data;

/// <summary>The projection of a user's names, as of the user's <see cref="Version"/>.</summary>
sealed class Sender
{
    public long UserId { get; init; }
    public required string Username { get; init; }
    public required string DisplayName { get; init; }
    public long Version { get; init; }
}
