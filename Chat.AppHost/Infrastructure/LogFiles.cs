using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.AppHost.Infrastructure;

/// <summary>What each process prints, in a file of its own that outlives the run.</summary>
internal sealed partial class LogFiles(
    string folder, ResourceNotificationService notifications, ResourceLoggerService output, ILogger<LogFiles> log) : BackgroundService
{
    private const long FileLimit = 50_000_000;

    internal static void AddTo(IDistributedApplicationBuilder builder, string folder) =>
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<LogFiles>(services, folder));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(folder);
        var known = new Dictionary<string, string?>();
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (change.Resource is not (ProjectResource or ExecutableResource or ContainerResource))
                    continue;
                if (!known.TryGetValue(change.ResourceId, out var before))
                    _ = KeepAsync(change.ResourceId, FileOf(change.Resource), stoppingToken);
                var state = known[change.ResourceId] = change.Snapshot.State?.Text;
                var hasEnded = state != before && state is not null && KnownResourceStates.TerminalStates.Contains(state);
                if (hasEnded && before != KnownResourceStates.Stopping && change.Snapshot.ExitCode is { } code and not 0)
                    LogEnded(log, change.Resource.Name, code, FileOf(change.Resource));
            }
        }
        catch (OperationCanceledException)
        {
            // The AppHost stops.
        }
    }

    private string FileOf(IResource resource) => Path.Combine(folder, $"{resource.Name}.log");

    private async Task KeepAsync(string id, string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is { Exists: true, Length: > FileLimit })
            File.Move(path, path + ".old", overwrite: true);
        StreamWriter? file = null;
        try
        {
            await foreach (var lines in output.WatchAsync(id).WithCancellation(cancellationToken))
            {
                file ??= new StreamWriter(path, append: true) { AutoFlush = true };
                foreach (var line in lines)
                    await file.WriteLineAsync(Colours().Replace(line.Content, ""));
            }
        }
        catch (OperationCanceledException)
        {
            // The AppHost stops.
        }
        finally
        {
            if (file is not null)
                await file.DisposeAsync();
        }
    }

    /// <summary>For the dashboard, which shows them.</summary>
    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colours();

    [LoggerMessage(1, LogLevel.Warning, "{Resource} ended with exit code {Code}; its last lines are in {File}")]
    private static partial void LogEnded(ILogger log, string resource, int code, string file);
}
