using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

internal sealed class HttpHealthCheck(Orchestrator orchestrator, EndpointReference endpoint, string path, int statusCode) : IHealthCheck
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var instance in orchestrator.Instances.Where(instance => instance.Resource == endpoint.Resource && instance.IsRunning))
        {
            var uri = new Uri(new Uri(endpoint.UrlOf(instance.Replica)), path);
            try
            {
                using var response = await Client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if ((int)response.StatusCode != statusCode)
                    return HealthCheckResult.Unhealthy($"{uri} answered {(int)response.StatusCode}.");
            }
            catch (HttpRequestException e)
            {
                return HealthCheckResult.Unhealthy($"{uri} does not answer.", e);
            }
        }
        return HealthCheckResult.Healthy();
    }
}
