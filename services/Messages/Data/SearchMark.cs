namespace Chat.Messages.Data;

/// <summary>Up to which revision of a session <see cref="MessageText"/> holds everything.</summary>
sealed class SearchMark
{
    public long SessionId { get; init; }

    /// <summary>Counts for the lexemes of <c>SearchWords</c>. Where these change, a new column takes its place, which all texts are behind of.</summary>
    public long SignsRev { get; init; }

    /// <summary>The mark of earlier versions, whose one-letter words have no signs; moved by such an instance only, while others are replaced.</summary>
    public long Rev { get; init; }
}
