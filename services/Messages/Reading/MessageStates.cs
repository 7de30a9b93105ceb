using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Chat.Messages.Senders;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Reading;

/// <summary>Runs a query of messages and puts the senders' names to them.</summary>
sealed class MessageStates(MessagesDbContext db, SenderNames senders)
{
    public async Task<List<MessageState>> ReadAsync(IQueryable<Message> messages, CancellationToken cancel)
    {
        var rows = await messages.AsNoTracking()
            .Select(message => new { Message = message, Sender = db.Senders.FirstOrDefault(sender => sender.UserId == message.SenderId) })
            .ToListAsync(cancel);

        var unknown = rows.Where(row => row.Sender is null).Select(row => row.Message.SenderId).Distinct().ToArray();
        var resolved = unknown.Length == 0 ? [] : await senders.ResolveAsync(unknown, cancel);

        return rows.ConvertAll(row =>
        {
            var message = row.Message;
            var sender = row.Sender ?? resolved.GetValueOrDefault(message.SenderId);
            return new MessageState(
                message.Id, message.SessionId, message.Seq, message.Rev, message.ClientId,
                new MessageSender(message.SenderId, sender?.Username ?? "", sender?.DisplayName ?? ""),
                message.Content, message.CreatedAt)
            {
                PostedRev = message.PostedRev,
                ReplyTo = message.ReplyTo,
                EditedAt = message.EditedAt,
                DeletedAt = message.DeletedAt,
                Reactions = message.Reactions,
                Attachments = message.Attachments,
                LinkPreview = message.LinkPreview,
            };
        });
    }
}
