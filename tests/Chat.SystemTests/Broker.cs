using System.Text.Json;
using Aspire.Hosting.Testing;
using Chat.Testing;
using RabbitMQ.Client;

namespace Chat.SystemTests;

/// <summary>RabbitMQ, as a test reaches past the services to it.</summary>
static class Broker
{
    public static async Task<IConnection> ConnectAsync(ChatSystem chat)
    {
        var factory = new ConnectionFactory { Uri = new Uri((await chat.App.GetConnectionStringAsync("rabbitmq"))!) };
        return await factory.CreateConnectionAsync();
    }

    /// <summary>Publishes an event as MassTransit would; the type is its name with a colon before the last part.</summary>
    public static async Task PublishAsync(ChatSystem chat, string type, object message)
    {
        await using var connection = await ConnectAsync(chat);
        await using var channel = await connection.CreateChannelAsync();
        var envelope = JsonSerializer.SerializeToUtf8Bytes(new { messageId = Guid.NewGuid(), messageType = new[] { $"urn:message:{type}" }, message });
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json" };
        await channel.BasicPublishAsync(exchange: type, routingKey: "", mandatory: false, properties, envelope);
    }
}
