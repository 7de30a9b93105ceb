using Chat.Contracts.Messages;
using Chat.Contracts.Messages.V1;

namespace Chat.Realtime.Delivery;

/// <summary>Messages as they come over gRPC.</summary>
static class MessagesFromProto
{
    public static IReadOnlyList<MessageState> ToStates(this IEnumerable<Message> messages, long sessionId) =>
        [.. messages.Select(message => message.ToState(sessionId))];

    public static MessageState ToState(this Message message, long sessionId) => new(
        message.Id,
        sessionId,
        message.Seq,
        message.Rev,
        Guid.Parse(message.ClientId),
        new MessageSender(message.SenderId, message.SenderUsername, message.SenderDisplayName),
        message.Content,
        FromUnixMicroseconds(message.TimestampUs))
    {
        PostedRev = message.PostedRev,
        ReplyTo = message.HasReplyTo ? message.ReplyTo : null,
        EditedAt = message.HasEditedAtUs ? FromUnixMicroseconds(message.EditedAtUs) : null,
        DeletedAt = message.HasDeletedAtUs ? FromUnixMicroseconds(message.DeletedAtUs) : null,
        Reactions = message.Reactions.Count == 0
            ? null
            : [.. message.Reactions.Select(reaction => new Contracts.Messages.Reaction(reaction.Emoji, [.. reaction.UserIds]))],
        Attachments = message.Attachments.Count == 0 ? null : [.. message.Attachments.Select(ToAttachment)],
        LinkPreview = message.LinkPreview is { } preview ? ToLinkPreview(preview) : null,
    };

    static Contracts.Messages.LinkPreview ToLinkPreview(Contracts.Messages.V1.LinkPreview preview) => new(preview.Url, preview.Site, preview.Title)
    {
        Description = preview.Description.Length == 0 ? null : preview.Description,
        Image = preview.Image is { } image ? ToAttachment(image) : null,
    };

    static Contracts.Messages.Attachment ToAttachment(Contracts.Messages.V1.Attachment file) =>
        new(Guid.Parse(file.Id), file.Name, file.Kind, file.Type, file.Size, file.Url)
        {
            Width = file.HasWidth ? file.Width : null,
            Height = file.HasHeight ? file.Height : null,
            ThumbnailUrl = file.ThumbnailUrl.Length == 0 ? null : file.ThumbnailUrl,
        };

    public static DateTime FromUnixMicroseconds(long us) => DateTime.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);
}
