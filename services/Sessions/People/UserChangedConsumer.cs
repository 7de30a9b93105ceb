using Chat.Contracts.Accounts;
using MassTransit;

namespace Chat.Sessions.People;

sealed class UserChangedConsumer(PersonNames people) : IConsumer<UserChanged>
{
    public Task Consume(ConsumeContext<UserChanged> context) =>
        people.KeepAsync(context.Message.UserId, context.Message.Username, context.Message.DisplayName, context.Message.Version, context.CancellationToken);
}
