using Chat.Contracts.Accounts;
using Chat.Realtime.Instances;
using MassTransit;

namespace Chat.Realtime.SignIns;

/// <summary>Closes the connections of ended sign-ins, wherever they are.</summary>
sealed class SignInsEndedConsumer(Backplane backplane) : IConsumer<SignInsEnded>
{
    public Task Consume(ConsumeContext<SignInsEnded> context) =>
        backplane.SendToUserAsync(
            new SignOutNotice(context.Message.UserId, context.Message.SignInIds, context.Message.Reason), context.CancellationToken);
}
