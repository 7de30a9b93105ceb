using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Draining;

namespace Chat.Realtime.Connections;

/// <summary>Sends the connections of a stopping instance to others.</summary>
sealed class ConnectionDrain(SessionRegistry registry, Departure departure) : IDrainStep
{
    public Task DrainAsync(CancellationToken cancel) => departure.SendAwayAsync(() => registry.Subscribers, subscriber => subscriber.Move(), cancel);
}
