using System.Text.Json.Serialization;
using Chat.Contracts.Messages;

namespace Chat.Messages.Export;

/// <summary>What an export says of itself before its messages.</summary>
sealed record ExportHeader(int Version, ExportedSession Session, DateTime ExportedAt, MessageSender ExportedBy);

/// <summary>The session that was exported, as it was then.</summary>
sealed record ExportedSession(long Id, string Name, IReadOnlyList<ExportedParticipant> Participants);

/// <summary>A participant then.</summary>
sealed record ExportedParticipant(long Id, string Username, string DisplayName, string Role);

/// <summary>A message in an export; a deleted one keeps its place and says nothing.</summary>
sealed record ExportedMessage(
    long Seq, long Id, MessageSender Sender, string Content, DateTime Timestamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReplyTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? EditedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? DeletedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Reaction>? Reactions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ArchivedFile>? Attachments = null)
{
    /// <param name="message">The message.</param>
    /// <param name="fileOf">What is told of its files.</param>
    public static ExportedMessage Of(MessageState message, Func<Attachment, ArchivedFile> fileOf) => new(
        message.Seq, message.Id, message.Sender, message.Content, message.Timestamp, message.ReplyTo, message.EditedAt, message.DeletedAt, message.Reactions,
        message.Attachments?.Select(fileOf).ToList());
}

/// <summary>
/// A file of a message: what it was, by the hash of its bytes too, so that the chain covers them; and where it lies beside the document, if it does.
/// </summary>
sealed record ArchivedFile(
    Guid Id, string Name, string Kind, string Type, long Size, string Url,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Path)
{
    /// <summary>Where a file lies in an archive.</summary>
    public static string PathOf(Guid id, string name) => $"files/{id}/{name}";
}

/// <summary>What is signed at the end: which session, how many messages, and the last hash of the chain, which covers all before it.</summary>
sealed record ExportHead(long SessionId, DateTime ExportedAt, long Messages, string Hash);

/// <summary>The signature of the head's bytes.</summary>
sealed record ExportSignature(string Algorithm, string KeyId, string PublicKey, string Value);

/// <summary>A whole export as JSON; for its description, as it is never held in one piece.</summary>
sealed record ExportedFile(ExportHeader Header, IReadOnlyList<ExportedEntry> Messages, ExportHead Head, ExportSignature Signature);

/// <summary>A message of an export, and the hash of the chain at it.</summary>
sealed record ExportedEntry(ExportedMessage Message, string Hash);
