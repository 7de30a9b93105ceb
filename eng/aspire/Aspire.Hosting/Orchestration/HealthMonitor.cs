using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the health checks of what is running: often until healthy, then every 30 seconds.</summary>
internal sealed partial class HealthMonitor(
    ResourceNotificationService notifications,
    HealthCheckService checks,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    ILogger<HealthMonitor> log) : BackgroundService
{
    private static readonly TimeSpan WhenHealthy = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await FollowAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var monitors = new Dictionary<string, CancellationTokenSource>();
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            var isRunning = change.Snapshot.State?.Text == KnownResourceStates.Running;
            if (isRunning && !monitors.ContainsKey(change.ResourceId))
            {
                var monitor = monitors[change.ResourceId] = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                _ = MonitorAsync(change.Resource, change.ResourceId, monitor.Token);
            }
            else if (!isRunning && monitors.Remove(change.ResourceId, out var monitor))
            {
                await monitor.CancelAsync();
                monitor.Dispose();
            }
        }
    }

    private async Task MonitorAsync(IResource resource, string id, CancellationToken cancellationToken)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet();
        var (isReady, wasHealthy, delay) = (false, false, TimeSpan.Zero);
        try
        {
            while (true)
            {
                var reports = await RunAsync(keys, cancellationToken);
                var isHealthy = reports.All(report => report.Status == HealthStatus.Healthy);
                if (isHealthy && !isReady)
                    await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                if (isHealthy != wasHealthy)
                {
                    isReady |= isHealthy;
                    if (isHealthy)
                        LogHealthy(id);
                    else
                        LogUnhealthy(id, string.Join(" ", reports.Select(report => report.Description)));
                    await notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with { HealthReports = reports, IsReady = isReady });
                }
                if (keys.Count == 0)
                    return;
                wasHealthy = isHealthy;
                delay = isHealthy ? WhenHealthy : delay + Step < Longest ? delay + Step : Longest;
                await Task.Delay(delay, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The resource stopped.
        }
        catch (Exception e)
        {
            LogReadyFailure(e, id);
        }
    }

    private async Task<ImmutableArray<HealthReportSnapshot>> RunAsync(HashSet<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return [];
        var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken);
        return [.. keys.Select(key => report.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.ToString())
            : throw new DistributedApplicationException($"No health check is registered as '{key}'."))];
    }

    [LoggerMessage(1, LogLevel.Information, "{Id} is healthy.")]
    private partial void LogHealthy(string id);

    [LoggerMessage(2, LogLevel.Warning, "{Id} is not healthy any more. {Description}")]
    private partial void LogUnhealthy(string id, string description);

    [LoggerMessage(3, LogLevel.Error, "{Id} is healthy, but what should have happened then failed.")]
    private partial void LogReadyFailure(Exception exception, string id);
}
