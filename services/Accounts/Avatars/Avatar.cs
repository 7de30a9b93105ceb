namespace Chat.Accounts.Avatars;

/// <summary>The picture of a user, as it is sent: a square of WebP. In a table of its own, so that reading users never reads pictures.</summary>
sealed class Avatar
{
    public long UserId { get; init; }

    /// <summary>Changes with the picture, so that its address can be kept for ever.</summary>
    public required string Version { get; init; }
    public required byte[] Image { get; init; }

    public static string UrlOf(long userId, string version) => $"/api/users/{userId}/avatar/{version}/";
}
