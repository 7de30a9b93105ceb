using System.Text.Json.Serialization;

namespace Chat.Contracts.Messages;

/// <summary>A file of a message.</summary>
/// <param name="Id">The file's; nobody guesses it.</param>
/// <param name="Name">As its sender called it.</param>
/// <param name="Kind"><c>image</c>, <c>video</c>, <c>audio</c> or <c>document</c>.</param>
/// <param name="Type">The media type, by its content.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Url">Where it is, for whoever may see the message.</param>
public sealed record Attachment(Guid Id, string Name, string Kind, string Type, long Size, string Url)
{
    /// <summary>Pixels, of an image as it is shown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Width { get; init; }

    /// <inheritdoc cref="Width"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Height { get; init; }

    /// <summary>A smaller picture of it, if there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ThumbnailUrl { get; init; }
}
