namespace Chat.Messages.Data;

/// <summary>Up to which revision of a session <see cref="MessageText"/> holds everything.</summary>
sealed class SearchMark
{
    public long SessionId { get; init; }
    public long Rev { get; init; }
}
