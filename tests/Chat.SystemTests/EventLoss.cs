using Chat.Testing;
using RabbitMQ.Client;

namespace Chat.SystemTests;

/// <summary>While it lives, events of one type do not reach one queue: their exchange is unbound from it.</summary>
sealed class EventLoss(IConnection connection, IChannel channel, string? type, string queue) : IAsyncDisposable
{
    public static async Task<EventLoss> OfAsync(ChatSystem chat, string? type, string queue)
    {
        var connection = await Broker.ConnectAsync(chat);
        var channel = await connection.CreateChannelAsync();
        if (type is not null) await channel.ExchangeUnbindAsync(destination: queue, source: type, routingKey: "");
        return new EventLoss(connection, channel, type, queue);
    }

    public async ValueTask DisposeAsync()
    {
        if (type is not null) await channel.ExchangeBindAsync(destination: queue, source: type, routingKey: "");
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
