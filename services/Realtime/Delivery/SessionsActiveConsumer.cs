using Chat.Contracts.Messages;
using MassTransit;

namespace Chat.Realtime.Delivery;

/// <summary>
/// Tells every instance how far sessions have come. That is how a message still reaches its listeners when the instance that was to
/// bring it died, or when Redis lost it.
/// </summary>
sealed class SessionsActiveConsumer(Backplane backplane) : IConsumer<SessionsActive>
{
    public Task Consume(ConsumeContext<SessionsActive> context) => backplane.SendAsync(
        [.. context.Message.Sessions.Select(session => new SessionHead(session.SessionId, session.Rev))], context.CancellationToken);
}
