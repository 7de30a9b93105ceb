using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>One process: a resource, or one of its replicas. At most one start or stop is under way at a time.</summary>
internal sealed partial class ResourceInstance : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly IServiceProvider _services;
    private readonly ResourceNotificationService _notifications;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ChildProcess? _process;
    private Task _watch = Task.CompletedTask;
    private bool _stopping;

    internal ResourceInstance(IResource resource, int replica, IServiceProvider services)
    {
        (Resource, Replica, _services) = (resource, replica, services);
        Id = resource.GetReplicaCount() == 1 ? resource.Name : $"{resource.Name}-{replica + 1}";
        _notifications = services.GetRequiredService<ResourceNotificationService>();
        _log = services.GetRequiredService<ILogger<Orchestrator>>();
    }

    internal IResource Resource { get; }

    internal int Replica { get; }

    internal string Id { get; }

    /// <summary>What its processes have printed, over restarts.</summary>
    internal ConsoleLog Console { get; } = new();

    /// <summary>How it was last started; null before.</summary>
    internal LaunchPlan? Plan { get; private set; }

    internal bool IsRunning => _process is { Exited.IsCompleted: false };

    /// <exception cref="DistributedApplicationException">When it runs already, or can't be started.</exception>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (IsRunning)
                throw new DistributedApplicationException($"'{Id}' runs already.");
            await _watch;
            await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Starting, ExitCode = null });
            await _services.GetRequiredService<IDistributedApplicationEventing>()
                .PublishAsync(new BeforeResourceStartedEvent(Resource, _services), cancellationToken);
            var configuration = _services.GetRequiredService<IConfiguration>();
            var plan = await LaunchPlan.CreateAsync(
                this, configuration, _services.GetRequiredService<DistributedApplicationExecutionContext>(), cancellationToken);
            Plan = plan;
            var output = new ResourceOutput(this, configuration, _services);
            _stopping = false;
            _process = ChildProcess.Start(
                plan.Command, plan.Arguments, plan.WorkingDirectory, plan.Environment, _services.GetRequiredService<Guard>(), output.Write);
            _watch = WatchAsync(_process, output);
            PreferRunningReplica();
            await PublishAsync(snapshot => snapshot with
            {
                State = KnownResourceStates.Running,
                StartTimeStamp = DateTime.UtcNow,
                Properties = [new("executable.pid", _process.Id)],
                StopTimeStamp = null,
                Urls = Resource is IResourceWithEndpoints resource
                    ? [.. resource.GetEndpoints().Select(endpoint => new UrlSnapshot(endpoint.EndpointName, endpoint.UrlOf(Replica), !endpoint.EndpointAnnotation.IsExternal))]
                    : [],
            });
        }
        finally
        {
            _gate.Release();
        }
    }

    internal async Task StopAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_process is null || !IsRunning)
                return;
            _stopping = true;
            await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Stopping });
            await _process.StopAsync(Grace);
            await _watch;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    internal Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        _notifications.PublishUpdateAsync(Resource, Id, change);

    private async Task WatchAsync(ChildProcess process, ResourceOutput output)
    {
        var exitCode = await process.Exited;
        if (!_stopping)
        {
            var level = exitCode == 0 ? LogLevel.Warning : LogLevel.Error;
            LogExit(level, Id, exitCode, output.File ?? "not kept");
            foreach (var line in output.LastLines())
                LogLastLine(level, line);
        }
        output.Dispose();
        PreferRunningReplica();
        await PublishAsync(snapshot => snapshot with
        {
            State = exitCode == 0 ? KnownResourceStates.Finished : KnownResourceStates.Exited,
            ExitCode = exitCode,
            StopTimeStamp = DateTime.UtcNow,
        });
    }

    private void PreferRunningReplica()
    {
        var first = _services.GetRequiredService<Orchestrator>().Instances
            .FirstOrDefault(instance => instance.Resource == Resource && instance.IsRunning)?.Replica ?? 0;
        foreach (var endpoint in Resource.Annotations.OfType<EndpointAnnotation>())
            endpoint.PreferredReplica = first;
    }

    [LoggerMessage(EventId = 1, Message = "{Id} ended by itself with exit code {ExitCode} (log: {File}). Its last lines:")]
    private partial void LogExit(LogLevel level, string id, int exitCode, string file);

    [LoggerMessage(EventId = 2, Message = "  | {Line}")]
    private partial void LogLastLine(LogLevel level, string line);
}
