using Chat.Contracts.Messages;
using Chat.Messages.Posting;

namespace Chat.Messages.Reading;

/// <summary>Messages as they go over gRPC.</summary>
static class MessagesToProto
{
    public static Contracts.Messages.V1.Message ToProto(this MessageState message)
    {
        var proto = new Contracts.Messages.V1.Message
        {
            Id = message.Id,
            Seq = message.Seq,
            Rev = message.Rev,
            ClientId = message.ClientId.ToString(),
            SenderId = message.Sender.Id,
            SenderUsername = message.Sender.Username,
            SenderDisplayName = message.Sender.DisplayName,
            Content = message.Content,
            TimestampUs = UnixMicroseconds.Of(message.Timestamp),
            PostedRev = message.PostedRev,
        };
        if (message.ReplyTo is { } replyTo) proto.ReplyTo = replyTo;
        if (message.EditedAt is { } editedAt) proto.EditedAtUs = UnixMicroseconds.Of(editedAt);
        if (message.DeletedAt is { } deletedAt) proto.DeletedAtUs = UnixMicroseconds.Of(deletedAt);
        foreach (var reaction in message.Reactions ?? [])
            proto.Reactions.Add(new Contracts.Messages.V1.Reaction { Emoji = reaction.Emoji, UserIds = { reaction.UserIds } });
        foreach (var file in message.Attachments ?? []) proto.Attachments.Add(file.ToProto());
        if (message.LinkPreview is { } preview)
        {
            proto.LinkPreview = new Contracts.Messages.V1.LinkPreview
            {
                Url = preview.Url,
                Site = preview.Site,
                Title = preview.Title,
                Description = preview.Description ?? "",
                Image = preview.Image?.ToProto(),
            };
        }
        return proto;
    }

    public static Contracts.Messages.V1.Attachment ToProto(this Attachment file)
    {
        var proto = new Contracts.Messages.V1.Attachment
        {
            Id = file.Id.ToString(),
            Name = file.Name,
            Kind = file.Kind,
            Type = file.Type,
            Size = file.Size,
            Url = file.Url,
            ThumbnailUrl = file.ThumbnailUrl ?? "",
        };
        if (file.Width is { } width) proto.Width = width;
        if (file.Height is { } height) proto.Height = height;
        return proto;
    }

    public static Contracts.Messages.V1.CommittedChanges ToProto(this SessionChanges changes) => new()
    {
        PrevRev = changes.PrevRev,
        Rev = changes.Rev,
        Fence = changes.Fence,
        Messages = { changes.Messages.Select(ToProto) },
    };
}
