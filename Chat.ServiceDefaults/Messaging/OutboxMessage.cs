using System.Diagnostics;
using System.Text.Json;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>An event that was decided together with the rows of its transaction and waits to be confirmed by the broker.</summary>
public sealed class OutboxMessage
{
    public long Id { get; private set; }
    public required string Type { get; init; }
    public required string Payload { get; init; }
    public string? TraceParent { get; init; }

    /// <summary>Wraps an event of Chat.Contracts.</summary>
    public static OutboxMessage Of<T>(T message) where T : class => new()
    {
        Type = typeof(T).FullName!,
        Payload = JsonSerializer.Serialize(message),
        TraceParent = Activity.Current?.Id,
    };

    /// <summary>The event itself.</summary>
    internal (Type Type, object Message) Open()
    {
        var type = typeof(Contracts.Messages.MessagesPosted).Assembly.GetType(Type, throwOnError: true)!;
        return (type, JsonSerializer.Deserialize(Payload, type)!);
    }
}
