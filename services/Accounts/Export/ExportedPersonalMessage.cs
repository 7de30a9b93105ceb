using Chat.Contracts.Messages.V1;

namespace Chat.Accounts.Export;

/// <summary>A message in the export, by the names that it has in the API.</summary>
sealed record ExportedPersonalMessage(
    long Id, long ChatSession, long Seq, string Content, DateTime Timestamp, long? ReplyTo, DateTime? EditedAt,
    IReadOnlyList<ExportedAttachment> Attachments)
{
    public static ExportedPersonalMessage Of(PersonalMessage message) => new(
        message.Id,
        message.SessionId,
        message.Seq,
        message.Content,
        DateTime.UnixEpoch.AddMicroseconds(message.TimestampUs),
        message.HasReplyTo ? message.ReplyTo : null,
        message.HasEditedAtUs ? DateTime.UnixEpoch.AddMicroseconds(message.EditedAtUs) : null,
        [.. message.Attachments.Select(file => new ExportedAttachment(file.Id, file.Name, file.Type, file.Size, file.Url))]);
}

/// <summary>A file of a message; the file itself is at its address.</summary>
sealed record ExportedAttachment(string Id, string Name, string Type, long Size, string Url);
