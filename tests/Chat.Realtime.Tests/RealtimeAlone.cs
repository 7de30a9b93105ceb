using Chat.ServiceTesting;

namespace Chat.Realtime.Tests;

/// <summary>Realtime with its own servers, and no other service.</summary>
public sealed class RealtimeAlone() : ServiceAlone<RealtimeProject>("realtime", Servers.Redis | Servers.RabbitMQ);
