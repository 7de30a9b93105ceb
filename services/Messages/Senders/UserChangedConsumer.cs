using Chat.Contracts.Accounts;
using Chat.ServiceDefaults.Messaging;
using MassTransit;

namespace Chat.Messages.Senders;

sealed class UserChangedConsumer(SenderNames senders, TimeProvider time) : IConsumer<UserChanged>
{
    public async Task Consume(ConsumeContext<UserChanged> context)
    {
        await senders.KeepAsync(
            context.Message.UserId, context.Message.Username, context.Message.DisplayName, context.Message.Version, context.CancellationToken);
        ProjectionLag.Stored(context, "names", time);
    }
}
