using System.Text.Json.Serialization;

namespace Chat.Contracts.Messages;

/// <summary>What a page says of itself that a message links to. All of it is text of strangers.</summary>
/// <param name="Url">The link, as it stands in the message, in its encoded form.</param>
/// <param name="Site">The host that it leads to in the end, whatever the page calls itself.</param>
/// <param name="Title">The page's title.</param>
public sealed record LinkPreview(string Url, string Site, string Title)
{
    /// <summary>Some sentences.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>The page's picture, as a file of the message: written anew and kept here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Attachment? Image { get; init; }
}
