using Chat.Contracts.Messages;
using MassTransit;

namespace Chat.Realtime.Delivery;

/// <summary>Takes each committed batch off the bus, on whichever instance is free, and hands it to the instances that need it.</summary>
sealed class MessagesPostedConsumer(Backplane backplane) : IConsumer<MessagesPosted>
{
    public Task Consume(ConsumeContext<MessagesPosted> context) =>
        Task.WhenAll(context.Message.Sessions.Select(session => backplane.SendAsync(ChangesDto.Of(session), session.Fence, context.CancellationToken)));
}
