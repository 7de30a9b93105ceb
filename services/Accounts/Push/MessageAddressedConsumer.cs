using Chat.Accounts.Data;
using Chat.Contracts.Messages;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Push;

/// <summary>Has browsers of those told for whom a message is meant. Told twice, it takes its own place there.</summary>
sealed class MessageAddressedConsumer(AccountsDbContext db, PushSender sender, IOptions<PushOptions> options) : IConsumer<MessageAddressed>
{
    public async Task Consume(ConsumeContext<MessageAddressed> context)
    {
        if (!options.Value.Enabled) return;
        var message = context.Message;
        var targets = await db.PushSubscriptions.AsNoTracking()
            .Where(row => message.UserIds.Contains(row.UserId))
            .Join(db.Users.Where(user => user.IsActive), row => row.UserId, user => user.Id, (row, user) => new { Subscription = row, user.Language })
            .ToListAsync(context.CancellationToken);
        foreach (var target in targets)
        {
            var news = PushNews.Of(message, target.Language, options.Value.Content);
            sender.Add(new PushDelivery(target.Subscription, news, message.SessionId, message.Seq, message.Timestamp));
        }
    }
}
