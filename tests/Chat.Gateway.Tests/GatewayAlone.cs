using Chat.ServiceTesting;

namespace Chat.Gateway.Tests;

/// <summary>The gateway with its own server, and no service behind it.</summary>
public sealed class GatewayAlone() : ServiceAlone<GatewayProject>("gateway", Servers.Redis);
