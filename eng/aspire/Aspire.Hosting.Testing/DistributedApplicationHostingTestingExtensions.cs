using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client of the resource's endpoint; without a name, of <c>https</c> or else <c>http</c>. The first running replica, if there are several.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = app.GetEndpoint(resourceName, endpointName);
        return client;
    }

    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Find(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"The resource '{resourceName}' has no connection string.", nameof(resourceName));

    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var endpoints = (Find(app, resourceName) as IResourceWithEndpoints)?.GetEndpoints().Where(endpoint => endpoint.IsAllocated).ToArray() ?? [];
        string[] names = endpointName is null ? ["https", "http"] : [endpointName];
        var found = names.Select(name => endpoints.FirstOrDefault(endpoint => endpoint.EndpointName == name)).FirstOrDefault(endpoint => endpoint is not null);
        return found is null
            ? throw new ArgumentException($"The resource '{resourceName}' has no endpoint '{string.Join("' or '", names)}'.", nameof(endpointName))
            : new Uri(found.Url);
    }

    private static IResource Find(DistributedApplication app, string name)
    {
        if (!app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.IsCancellationRequested)
            throw new InvalidOperationException("The application has not started yet.");
        return app.Services.GetRequiredService<DistributedApplicationModel>().Resources.TryGetByName(name, out var resource)
            ? resource
            : throw new ArgumentException($"There is no resource '{name}'.", nameof(name));
    }
}
