using System.Collections.Concurrent;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>The names of the queues that this service consumes from, noted as MassTransit sets them up.</summary>
sealed class ServiceQueues
{
    readonly ConcurrentDictionary<string, bool> _names = new();

    public ICollection<string> Names => _names.Keys;

    public void Add(string name) => _names.TryAdd(name, true);
}
