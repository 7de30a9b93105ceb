using Chat.Contracts.Messages;
using MassTransit;

namespace Chat.Realtime.Delivery;

/// <summary>Takes changes off the bus that came in over REST, on whichever instance is free, and hands them to the instances that need them.</summary>
sealed class MessagesPostedConsumer(Backplane backplane) : IConsumer<MessagesPosted>
{
    public Task Consume(ConsumeContext<MessagesPosted> context) =>
        Task.WhenAll(context.Message.Sessions.Select(session => backplane.SendAsync(ChangesDto.Of(session), session.Fence, context.CancellationToken)));
}
