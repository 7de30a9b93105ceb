using NpgsqlTypes;

namespace Chat.Messages.Data;

/// <summary>
/// What search knows of a message that is not deleted. A table of its own, written behind the posts by <see cref="Search.SearchIndexer"/>: the
/// indexes of texts are dear to write, and posting must not wait for them.
/// </summary>
sealed class MessageText
{
    public long SessionId { get; init; }
    public long Seq { get; init; }
    public long SenderId { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>The content as <see cref="Search.FoldedText"/> makes it.</summary>
    public required string Body { get; init; }

    /// <summary>What the trigrams of the body cannot find: see <see cref="Search.SearchWords"/>.</summary>
    public required NpgsqlTsVector Words { get; init; }
    public bool HasLink { get; init; }
    public bool HasFile { get; init; }

    /// <summary>A file that is a picture.</summary>
    public bool HasImage { get; init; }
}
