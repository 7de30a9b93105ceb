using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;

namespace Chat.Gateway.Proxy;

/// <summary>
/// Watches the instances of every cluster alike. One that drains is left within a second, one that cannot be reached for a moment. When none seems
/// to be well, all are tried.
/// </summary>
sealed class InstanceHealth : IProxyConfigFilter
{
    static readonly HealthCheckConfig Check = new()
    {
        AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
        Active = new ActiveHealthCheckConfig
        {
            Enabled = true,
            Path = "/ready",
            Interval = TimeSpan.FromSeconds(1),
            Timeout = TimeSpan.FromSeconds(2),
            Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
        },
        Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = UnreachablePolicy.PolicyName },
    };

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(cluster with { HealthCheck = Check });

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);
}
