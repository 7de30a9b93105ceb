using Chat.Contracts.Accounts;
using Chat.ServiceDefaults.Messaging;
using MassTransit;

namespace Chat.Sessions.People;

sealed class UserChangedConsumer(PersonNames people, TimeProvider time) : IConsumer<UserChanged>
{
    public async Task Consume(ConsumeContext<UserChanged> context)
    {
        await people.KeepAsync(
            context.Message.UserId, context.Message.Username, context.Message.DisplayName, context.Message.Version, context.CancellationToken);
        ProjectionLag.Stored(context, "names", time);
    }
}
