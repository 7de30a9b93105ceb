using System.Collections.Concurrent;
using Chat.Contracts.Messages;
using Chat.Messages.ReadMarkers;
using Chat.Testing;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Messages.Tests;

/// <summary>Moved read markers are told, whatever happens to the instance that moved them but a crash.</summary>
public sealed class MarkerNewsTests
{
    [Fact]
    public async Task What_waits_when_an_instance_stops_is_told_and_of_each_marker_the_furthest()
    {
        var cancel = TestContext.Current.CancellationToken;
        var told = new ConcurrentQueue<ReadMarker>();
        var bus = Bus.Factory.CreateUsingInMemory(configure => configure.ReceiveEndpoint(endpoint => endpoint.Handler<ReadMarkersMoved>(context =>
        {
            foreach (var marker in context.Message.Markers) told.Enqueue(marker);
            return Task.CompletedTask;
        })));
        await bus.StartAsync(cancel);
        using var news = new MarkerNews(bus, TimeProvider.System, NullLogger<MarkerNews>.Instance);
        await news.StartAsync(cancel);
        news.Tell(new ReadMarker(SessionId: 1, UserId: 1, Seq: 1, DateTime.UnixEpoch));
        await Eventually.BecomesTrueAsync(() => !told.IsEmpty, "the bus works", 60);
        foreach (var seq in (long[])[3, 5, 4]) news.Tell(new ReadMarker(SessionId: 1, UserId: 2, seq, DateTime.UnixEpoch));
        news.Tell(new ReadMarker(SessionId: 1, UserId: 3, Seq: 1, DateTime.UnixEpoch));
        await news.StopAsync(cancel);

        await Eventually.BecomesTrueAsync(() => told.Count > 1, "what waited is told", 60);
        await bus.StopAsync(cancel);
        Assert.Equal([(1, 1), (2, 5), (3, 1)], told.Select(marker => (marker.UserId, marker.Seq)).Order());
    }
}
