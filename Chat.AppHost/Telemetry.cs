using Microsoft.Extensions.DependencyInjection;

namespace Chat.AppHost;

internal static class Telemetry
{
    /// <summary>Reports to the dashboard, under the instance's own name, or to whom configuration names; not at all when nobody listens.</summary>
    internal static IResourceBuilder<ProjectResource> WithTelemetry(this IResourceBuilder<ProjectResource> project) =>
        project.WithEnvironment(context =>
        {
            var isDashboardOff = context.ExecutionContext.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard;
            if (isDashboardOff && project.ApplicationBuilder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] is null)
                context.EnvironmentVariables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        });
}
