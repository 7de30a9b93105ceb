using Microsoft.Extensions.DependencyInjection;

namespace Chat.AppHost;

internal static class Telemetry
{
    /// <summary>By these Aspire has traces show what follows the question mark of an address: what somebody searches for is nobody's business.</summary>
    private static readonly string[] Indiscreet =
        ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"];

    /// <summary>Reports to the dashboard, under the instance's own name, or to whom configuration names; not at all when nobody listens.</summary>
    internal static IResourceBuilder<ProjectResource> WithTelemetry(this IResourceBuilder<ProjectResource> project) =>
        project.WithEnvironment(context =>
        {
            foreach (var variable in Indiscreet)
                context.EnvironmentVariables.Remove(variable);
            var isDashboardOff = context.ExecutionContext.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard;
            if (isDashboardOff && project.ApplicationBuilder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] is null)
                context.EnvironmentVariables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        });
}
