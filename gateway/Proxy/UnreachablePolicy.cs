using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Chat.Gateway.Proxy;

/// <summary>Leaves an instance that cannot be reached alone for a moment, so that only one request in a while waits for it in vain.</summary>
sealed class UnreachablePolicy(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "Unreachable";

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is { } failure && failure.NeverArrived())
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, Pause);
    }
}
