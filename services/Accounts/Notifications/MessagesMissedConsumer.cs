using Chat.Accounts.Mail;
using Chat.Contracts.Messages;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Notifications;

/// <summary>Orders a mail for who has missed messages. Where no mail is sent nothing is kept.</summary>
sealed class MessagesMissedConsumer(NoticeOrders orders, Mailer mailer, IOptions<NotificationOptions> options) : IConsumer<MessagesMissed>
{
    public async Task Consume(ConsumeContext<MessagesMissed> context)
    {
        if (!mailer.IsConfigured) return;
        var missed = context.Message.Sessions;
        if (!options.Value.MailContent)
            missed =
            [
                .. missed
                .Select(
                    session => session with { Latest = [.. session.Latest.Select(message => message with { Excerpt = "", IsEncrypted = false })] }),
            ];
        await orders.AddAsync(context.Message.Key, context.Message.UserId, missed, context.CancellationToken);
    }
}
