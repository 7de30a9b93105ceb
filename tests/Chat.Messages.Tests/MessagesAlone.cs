using Chat.ServiceTesting;

namespace Chat.Messages.Tests;

/// <summary>Messages with its own servers, and no other service.</summary>
public sealed class MessagesAlone() : ServiceAlone<MessagesProject>("messages", Servers.Postgres | Servers.Redis | Servers.RabbitMQ)
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Files__Folder"] = Path.Combine(Folder, "files") };
}
