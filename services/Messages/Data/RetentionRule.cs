namespace Chat.Messages.Data;

/// <summary>How long the messages of a session are kept, as its owner wants it.</summary>
sealed class RetentionRule
{
    public long SessionId { get; init; }
    public int Days { get; set; }
    public DateTime SetAt { get; set; }
    public long SetBy { get; set; }
}
