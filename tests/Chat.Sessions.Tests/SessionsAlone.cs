using Chat.ServiceTesting;

namespace Chat.Sessions.Tests;

/// <summary>Sessions with its own servers, and no other service.</summary>
public sealed class SessionsAlone() : ServiceAlone<SessionsProject>("sessions", Servers.Postgres | Servers.RabbitMQ);
