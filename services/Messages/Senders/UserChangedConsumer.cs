using Chat.Contracts.Accounts;
using MassTransit;

namespace Chat.Messages.Senders;

sealed class UserChangedConsumer(SenderNames senders) : IConsumer<UserChanged>
{
    public Task Consume(ConsumeContext<UserChanged> context) =>
        senders.KeepAsync(context.Message.UserId, context.Message.Username, context.Message.DisplayName, context.Message.Version, context.CancellationToken);
}
