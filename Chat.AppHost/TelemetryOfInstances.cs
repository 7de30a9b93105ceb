using Microsoft.Extensions.DependencyInjection;

namespace Chat.AppHost;

internal static class TelemetryOfInstances
{
    private const string InstanceId = "service.instance.id=";

    /// <summary>All instances of a service report under the service's name, and not at all when nobody listens.</summary>
    internal static IResourceBuilder<ProjectResource> WithTelemetryOf(this IResourceBuilder<ProjectResource> project, string service) =>
        project.WithEnvironment(context =>
        {
            var variables = context.EnvironmentVariables;
            var isDashboardOff = context.ExecutionContext.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard;
            if (isDashboardOff && project.ApplicationBuilder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] is null)
                variables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
            variables["OTEL_SERVICE_NAME"] = service;
            // The dashboard joins service and instance, which must be the resource's id: its name and what the orchestrator puts behind it.
            var number = project.Resource.Name[service.Length..].TrimStart('-');
            if (number.Length > 0 && variables.TryGetValue("OTEL_RESOURCE_ATTRIBUTES", out var attributes))
                variables["OTEL_RESOURCE_ATTRIBUTES"] = $"{attributes}".Replace(InstanceId, $"{InstanceId}{number}-", StringComparison.Ordinal);
        });
}
