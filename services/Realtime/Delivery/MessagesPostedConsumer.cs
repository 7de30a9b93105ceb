using Chat.Contracts.Messages;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Notes;
using MassTransit;

namespace Chat.Realtime.Delivery;

/// <summary>Takes changes off the bus that came in over REST, on whichever instance is free, and hands them to the instances that need them.</summary>
sealed class MessagesPostedConsumer(Backplane backplane, MessageNotes notes) : IConsumer<MessagesPosted>
{
    public async Task Consume(ConsumeContext<MessagesPosted> context)
    {
        var now = DateTime.UtcNow;
        var sessions = context.Message.Sessions;
        await Task.WhenAll(sessions.Select(session => backplane.SendAsync(ChangeFrame.Of(ChangesDto.Of(session), session.Fence), context.CancellationToken)));
        foreach (var session in sessions)
            if (session.Messages is [{ } first, ..])
                notes.Take(new MessageNote(NoteKind.EventConsumed, session.SessionId, session.PrevRev, session.Rev, first.Timestamp, now));
    }
}
