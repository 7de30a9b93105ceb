namespace Chat.Accounts.Push;

/// <summary>A browser that takes messages for a user while no page is open. It belongs to the sign-in that made it and ends with it.</summary>
sealed class PushSubscription
{
    public const int MaxEndpoint = 1024;

    public long Id { get; init; }
    public long UserId { get; init; }
    public required string SignInId { get; init; }

    /// <summary>Where the browser's push service takes its messages: an address that a stranger gave us.</summary>
    public required string Endpoint { get; init; }

    /// <summary>See <see cref="WebPushKeys"/>.</summary>
    public required byte[] P256dh { get; init; }

    public required byte[] Auth { get; init; }
    public DateTime CreatedAt { get; init; }
}
