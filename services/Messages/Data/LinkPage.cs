namespace Chat.Messages.Data;

/// <summary>What was found at an address, for some time: however often it is posted, its server is asked once.</summary>
sealed class LinkPage
{
    public required string Url { get; init; }

    /// <summary>JSON; null: there is nothing to show.</summary>
    public string? Preview { get; init; }
    public DateTime FetchedAt { get; init; }
}
