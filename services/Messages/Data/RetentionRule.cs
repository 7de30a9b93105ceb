namespace Chat.Messages.Data;

/// <summary>How long the messages of a session are kept, as its owner wants it; or of all, as administrators do.</summary>
sealed class RetentionRule
{
    /// <summary>No session's id: the rule of all of them.</summary>
    public const long Site = 0;

    public long SessionId { get; init; }
    public int Days { get; set; }
    public DateTime SetAt { get; set; }
    public long SetBy { get; set; }
}
