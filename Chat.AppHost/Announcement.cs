using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Chat.AppHost;

/// <summary>Prints the address when every service is healthy, how to become administrator while nobody is, and where the dashboard is.</summary>
internal sealed class Announcement(
    DistributedApplicationModel model,
    DistributedApplicationOptions options,
    IConfiguration configuration,
    ResourceNotificationService notifications,
    FirstAdministrator firstAdministrator) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var project in model.Resources.OfType<ProjectResource>())
                await notifications.WaitForResourceAsync(project.Name, change => change.Snapshot.HealthStatus is HealthStatus.Healthy, stoppingToken);
            var address = model.Resources.OfType<ProjectResource>().Single(project => project.Name == "gateway").GetEndpoint("http").Url;
            Console.WriteLine($"Chat: {address}");
            if (await firstAdministrator.IsMissingAsync(stoppingToken))
                Console.WriteLine($"Administrator: {address}/admin/claim/{firstAdministrator.Token}/");
            if (options.DisableDashboard)
                return;
            await notifications.WaitForResourceHealthyAsync("aspire-dashboard", stoppingToken);
            Console.WriteLine($"Dashboard: {configuration["ASPNETCORE_URLS"]?.Split(';')[0]}");
        }
        catch (OperationCanceledException)
        {
            // The system stops before it was up.
        }
    }
}
