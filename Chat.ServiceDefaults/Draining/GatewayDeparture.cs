namespace Chat.ServiceDefaults.Draining;

/// <summary>
/// How the sockets of a stopping gateway come to a proper end. The gateway hands bytes on and cannot say goodbye in the midst of them; Realtime can, and does
/// so when the gateway, whose mark each socket bears, announces itself.
/// </summary>
public static class GatewayDeparture
{
    /// <summary>The header by which a gateway marks the sockets that go through it.</summary>
    public const string Header = "X-Chat-Gateway";

    /// <summary>Where gateways announce their marks, among Realtime's own channels in Redis.</summary>
    public const string Channel = "gateways_leaving";

    /// <summary>What Realtime's channels begin with.</summary>
    public const string ChannelPrefix = "rt:";
}
