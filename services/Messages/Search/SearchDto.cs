using System.Text.Json.Serialization;
using Chat.Contracts.Messages;

namespace Chat.Messages.Search;

/// <summary>What a search found.</summary>
/// <param name="Results">A page of the matches, best first.</param>
/// <param name="IsComplete">False while old messages are still being made ready for searching: some may be missing.</param>
/// <param name="Sessions">How many of the counted matches each session has, most first; on the first page only.</param>
/// <param name="Count">How many matches were counted; on the first page only.</param>
/// <param name="IsCountExact">These are all there are.</param>
sealed record SearchDto(
    IReadOnlyList<SearchHit> Results,
    bool IsComplete,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SessionCount>? Sessions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Count = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? IsCountExact = null);

/// <summary>A match, what was looked for in its content, and what was said right before and after.</summary>
sealed record SearchHit(FoundMessage Message, IReadOnlyList<Highlight> Highlights, IReadOnlyList<FoundMessage> Before, IReadOnlyList<FoundMessage> After);

/// <summary>How many matches are in a session.</summary>
sealed record SessionCount(long SessionId, int Count);

/// <summary>A message as search shows it.</summary>
sealed record FoundMessage(
    long Id, long ChatSession, long Seq, long Rev, MessageSender Sender, string Content, DateTime Timestamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReplyTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? EditedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Attachment>? Attachments = null)
{
    public static FoundMessage Of(MessageState message) => new(
        message.Id, message.SessionId, message.Seq, message.Rev, message.Sender, message.Content, message.Timestamp, message.ReplyTo, message.EditedAt,
        message.Attachments);
}
