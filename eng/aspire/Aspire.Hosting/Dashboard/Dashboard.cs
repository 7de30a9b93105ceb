using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>The Aspire dashboard (the <c>aspire</c> command line tool, path in <c>Dashboard:Path</c>), with the resource service that it reads.</summary>
internal static class DashboardRegistration
{
    private const string OtlpKey = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";

    /// <summary>What projects show to the dashboard with their telemetry; not set without it.</summary>
    internal const string OtlpApiKey = "AppHost:OtlpApiKey";

    private const string Name = "aspire-dashboard";

    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(30);

    internal static string? OtlpEndpoint(IConfiguration configuration) =>
        configuration[OtlpKey] ?? configuration["DOTNET_DASHBOARD_OTLP_ENDPOINT_URL"];

    internal static void AddTo(DistributedApplicationBuilder builder)
    {
        if (builder.Configuration["Dashboard:Path"] is not { Length: > 0 } path)
            return;
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"warning: no dashboard, as {path} is missing.");
            return;
        }
        var url = new Uri(builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0] ?? "http://localhost:18888");
        if (!Ports.IsFree(url.Port))
            url = new UriBuilder(url) { Port = Ports.Allocate() }.Uri;
        var otlp = OtlpEndpoint(builder.Configuration) ?? $"http://localhost:{Ports.Allocate()}";
        builder.Configuration[OtlpKey] = otlp;
        var otlpApiKey = builder.Configuration[OtlpApiKey] ??= Guid.NewGuid().ToString("N");
        var resources = new ResourceServiceAddress(Ports.Allocate(), Guid.NewGuid().ToString("N"), Hidden: Name);
        builder.Services.AddSingleton(resources);
        // Before the orchestrator, which starts for as long as the slowest resource does.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ResourceServiceHost>());
        builder.AddExecutable(Name, path, Path.GetDirectoryName(path)!,
                "dashboard", "run", "--non-interactive", "--nologo",
                "--frontend-url", url.GetLeftPart(UriPartial.Authority), "--otlp-grpc-url", otlp, "--otlp-http-url", $"http://localhost:{Ports.Allocate()}")
            .WithEnvironment("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", resources.Url)
            .WithEnvironment("DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE", "ApiKey")
            .WithEnvironment("DASHBOARD__RESOURCESERVICECLIENT__APIKEY", resources.Key)
            // Whoever can reach the loopback may look, but only what was started here may send.
            .WithEnvironment("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "false")
            .WithEnvironment("DASHBOARD__FRONTEND__AUTHMODE", "Unsecured")
            .WithEnvironment("DASHBOARD__OTLP__AUTHMODE", "ApiKey")
            .WithEnvironment("DASHBOARD__OTLP__PRIMARYAPIKEY", otlpApiKey)
            .WithEnvironment("DASHBOARD__API__AUTHMODE", "ApiKey")
            .WithEnvironment("ASPIRE_CLI_TELEMETRY_OPTOUT", "true")
            .WithEnvironment("ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "true")
            .OnBeforeResourceStarted((_, starting, cancellationToken) => YieldAsync(starting.Services, cancellationToken))
            .OnResourceReady((_, _, _) =>
            {
                Console.WriteLine($"Dashboard: {url}");
                return Task.CompletedTask;
            })
            .WithEndpoint(url.Port, scheme: "http", name: "http", isProxied: false)
            .WithHttpHealthCheck("/health");
    }

    /// <summary>Lets the projects start first, within reason: the dashboard costs seconds of CPU, and nobody waits for it.</summary>
    private static async Task YieldAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var projects = services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(MostDelay);
        Task healthy = Task.WhenAll(projects.Select(project => notifications.WaitForResourceHealthyAsync(project.Name, patience.Token)));
        await healthy.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
