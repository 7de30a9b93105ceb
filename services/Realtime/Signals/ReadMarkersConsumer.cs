using Chat.Contracts.Messages;
using Chat.Realtime.Delivery;
using Chat.Realtime.Instances;
using MassTransit;

namespace Chat.Realtime.Signals;

/// <summary>Shows moved read markers to everybody in their session, the reader's other devices among them.</summary>
sealed class ReadMarkersConsumer(Backplane backplane) : IConsumer<ReadMarkersMoved>
{
    public Task Consume(ConsumeContext<ReadMarkersMoved> context) =>
        Task.WhenAll(context.Message.Markers.GroupBy(marker => marker.SessionId).Select(session => backplane.SendToSessionAsync(
            session.Key,
            HubEvents.Read,
            new { SessionId = session.Key, Markers = session.Select(marker => new { marker.UserId, marker.Seq, ReadAt = marker.At }) },
            session.Max(marker => marker.Fence),
            context.CancellationToken)));
}
