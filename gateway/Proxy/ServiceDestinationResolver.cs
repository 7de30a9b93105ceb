using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Chat.Gateway.Proxy;

/// <summary>
/// Turns a destination named by a service (<c>http://_http.accounts</c>) into one destination for each instance that service discovery
/// knows, kept up to date.
/// </summary>
sealed class ServiceDestinationResolver(ServiceEndpointResolver endpoints) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, DestinationConfig>();
        var changes = new List<IChangeToken>();
        foreach (var (name, configured) in destinations)
        {
            var service = new Uri(configured.Address);
            var source = await endpoints.GetEndpointsAsync(service.GetLeftPart(UriPartial.Authority), cancellationToken);
            foreach (var endpoint in source.Endpoints)
            {
                // A URL from configuration, or host:port from elsewhere.
                var text = endpoint.ToString()!;
                var instance = new Uri(text.Contains("://", StringComparison.Ordinal) ? text : $"{service.Scheme}://{text}");
                var address = new UriBuilder(service) { Scheme = instance.Scheme, Host = instance.Host, Port = instance.Port }.Uri;
                resolved[$"{name}[{text}]"] = configured with { Address = address.ToString() };
            }
            changes.Add(source.ChangeToken);
        }
        return new ResolvedDestinationCollection(resolved, new CompositeChangeToken(changes));
    }
}
