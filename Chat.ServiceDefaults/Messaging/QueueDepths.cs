using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>How full queues are, asked of the broker by passive declaration: any user of the broker may, on any version of it.</summary>
public sealed class QueueDepths
{
    readonly BrokerConnection _broker;

    internal QueueDepths(BrokerConnection broker) => _broker = broker;

    /// <summary>The depths of those of the queues that exist; none while the broker does not answer.</summary>
    public async Task<IReadOnlyList<QueueDepth>> OfAsync(IEnumerable<string> names, CancellationToken cancel)
    {
        try
        {
            return await _broker.AskAsync(async (connection, stop) =>
            {
                var depths = new List<QueueDepth>();
                foreach (var name in names)
                    if (await AskAsync(connection, name, stop) is { } depth) depths.Add(depth);
                return depths;
            }, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is IOException or OperationCanceledException or RabbitMQClientException)
        {
            return [];
        }
    }

    /// <summary>Over a channel of its own, as asking for a queue that does not exist closes it.</summary>
    static async Task<QueueDepth?> AskAsync(IConnection connection, string name, CancellationToken cancel)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        try
        {
            var queue = await channel.QueueDeclarePassiveAsync(name, cancel);
            return new QueueDepth(name, queue.MessageCount, queue.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is Constants.NotFound)
        {
            return null;
        }
    }
}

/// <summary>Messages that wait in a queue, and consumers that take them out.</summary>
public sealed record QueueDepth(string Name, uint Messages, uint Consumers);
