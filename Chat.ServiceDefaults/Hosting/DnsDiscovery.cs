using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>
/// Where one host name stands for all instances of a service, as for a Kubernetes service without an address of its own: each address behind the name is
/// an instance. The name and port are those of <c>services:NAME:ENDPOINT:0</c>; <c>Discovery:DnsSeconds</c> says how often to look
/// for others (0, the default: never, names are left to the connection).
/// </summary>
static class DnsDiscovery
{
    /// <summary>Call it before <c>AddServiceDiscovery</c>, whose reading of the configuration steps back for what is found here.</summary>
    public static IServiceCollection AddDnsDiscovery(this IServiceCollection services) => services.AddSingleton<IServiceEndpointProviderFactory>(provider =>
        new DnsEndpointsFactory(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(), Dns.GetHostAddressesAsync));
}

sealed class DnsEndpointsFactory(
    IConfiguration configuration, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> lookUp) : IServiceEndpointProviderFactory
{
    public bool TryCreateProvider(ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
    {
        var seconds = configuration.GetValue<double>("Discovery:DnsSeconds");
        var address = configuration[$"services:{query.ServiceName}:{query.EndpointName}:0"];
        provider = seconds > 0 && Uri.TryCreate(address, UriKind.Absolute, out var name)
            ? new DnsEndpoints(name, TimeSpan.FromSeconds(seconds), time, lookUp)
            : null;
        return provider is not null;
    }
}

/// <summary>The addresses behind one name. The news that others are there now comes once they are, not each time somebody looked.</summary>
sealed class DnsEndpoints(Uri name, TimeSpan period, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> lookUp) : IServiceEndpointProvider
{
    CancellationTokenSource _watch = new();

    public async ValueTask PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
    {
        var addresses = await LookUpAsync(cancellationToken);
        foreach (var address in addresses) endpoints.Endpoints.Add(ServiceEndpoint.Create(new IPEndPoint(address, name.Port)));
        await _watch.CancelAsync();
        _watch = new CancellationTokenSource();
        var changed = new CancellationTokenSource();
        endpoints.AddChangeToken(new CancellationChangeToken(changed.Token));
        _ = WatchAsync(addresses, changed, _watch.Token);
    }

    public async ValueTask DisposeAsync() => await _watch.CancelAsync();

    async Task WatchAsync(IReadOnlyList<IPAddress> known, CancellationTokenSource changed, CancellationToken stop)
    {
        try
        {
            do await Task.Delay(period, time, stop);
            while (known.SequenceEqual(await LookUpAsync(stop)));
            await changed.CancelAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Somebody else watches, or nobody wants to know.
        }
    }

    async Task<IReadOnlyList<IPAddress>> LookUpAsync(CancellationToken cancel)
    {
        try
        {
            var found = await lookUp(name.Host, cancel);
            return [.. found.OrderBy(address => address.ToString(), StringComparer.Ordinal)];
        }
        catch (System.Net.Sockets.SocketException)
        {
            return []; // No instance is there, or no DNS: the next look tells.
        }
    }
}
