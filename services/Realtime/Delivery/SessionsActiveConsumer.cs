using Chat.Contracts.Messages;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Notes;
using MassTransit;

namespace Chat.Realtime.Delivery;

/// <summary>
/// Tells every instance how far sessions have come. That is how a message still reaches its listeners when the instance that was to
/// bring it died, or when Redis lost it.
/// </summary>
sealed class SessionsActiveConsumer(Backplane backplane, MessageNotes notes) : IConsumer<SessionsActive>
{
    public Task Consume(ConsumeContext<SessionsActive> context)
    {
        var now = DateTime.UtcNow;
        foreach (var session in context.Message.Sessions)
            if (session.At is { } at) notes.Take(new MessageNote(NoteKind.HeadConsumed, session.SessionId, 0, session.Rev, at, now));
        return backplane.SendAsync([.. context.Message.Sessions.Select(session => new SessionHead(session.SessionId, session.Rev))], context.CancellationToken);
    }
}
