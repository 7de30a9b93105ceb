using System.Collections.Immutable;
using System.ComponentModel;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts every process when what it waits for is healthy, and stops them, users before what they use.</summary>
internal sealed partial class Orchestrator(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    IDistributedApplicationEventing eventing,
    IConfiguration configuration,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILogger<Orchestrator> log) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private Task? _stopped;

    internal ImmutableArray<ResourceInstance> Instances { get; private set; } = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Instances = [.. model.Resources.Where(IsProcess).SelectMany(resource => Enumerable.Range(0, resource.GetReplicaCount())
            .Select(replica => new ResourceInstance(resource, replica, services)))];
        foreach (var resource in model.Resources.Where(IsProcess))
            AllocatePorts(resource);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        foreach (var resource in model.Resources)
        {
            if (!IsProcess(resource))
                await notifications.PublishUpdateAsync(resource, snapshot => snapshot);
            _ = InitializeAsync(resource);
        }
        try
        {
            await Task.WhenAll(Instances.Select(instance => StartWhenPossibleAsync(instance, stop.Token)));
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return; // Asked to stop before everything had started.
        }
        var failed = Instances.Where(instance => !instance.IsRunning).Select(instance => instance.Id).ToArray();
        if (failed.Length == 0)
            LogStarted();
        else
            LogStartedInPart(string.Join(", ", failed));
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_ending)
            return _stopped ??= StopAllAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private static bool IsProcess(IResource resource) => resource is ExecutableResource or ContainerResource or ProjectResource;

    private void AllocatePorts(IResource resource)
    {
        var replicas = resource.GetReplicaCount();
        var randomize = configuration.GetValue<bool>("DcpPublisher:RandomizePorts");
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var wanted = endpoint.IsProxied && randomize ? null : endpoint.Port;
            wanted ??= resource is ContainerResource ? null : endpoint.TargetPort;
            if (wanted is not null && replicas > 1)
                throw new NotSupportedException($"The stand-in has no proxy: the replicas of '{resource.Name}' can't share port {wanted}.");
            endpoint.ReplicaPorts = [.. Enumerable.Range(0, replicas).Select(_ => wanted ?? Ports.Allocate())];
        }
    }

    private async Task InitializeAsync(IResource resource)
    {
        try
        {
            await eventing.PublishAsync(new InitializeResourceEvent(resource, services), _ending.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException || !_ending.IsCancellationRequested)
        {
            LogFailure(resource.Name, Cause(e));
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.FailedToStart });
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
    }

    private async Task StartWhenPossibleAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            await instance.PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Waiting });
            foreach (var dependency in instance.Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource).Distinct())
            {
                foreach (var id in IdsOf(dependency))
                    await notifications.WaitForResourceHealthyAsync(id, cancellationToken);
            }
            await instance.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is DistributedApplicationException or Win32Exception or IOException)
        {
            LogFailure(instance.Id, Cause(e));
            await instance.PublishAsync(snapshot => snapshot with { State = KnownResourceStates.FailedToStart });
        }
    }

    private static string Cause(Exception e) => e is DistributedApplicationException ? e.Message : e.ToString();

    private IEnumerable<string> IdsOf(IResource resource) =>
        IsProcess(resource) ? Instances.Where(instance => instance.Resource == resource).Select(instance => instance.Id) : [resource.Name];

    private async Task StopAllAsync()
    {
        await _ending.CancelAsync();
        var left = Instances.ToList();
        while (left.Count > 0)
        {
            var free = left.Where(instance => !left.Any(other => Uses(other.Resource, instance.Resource) && !Uses(instance.Resource, other.Resource))).ToList();
            await Task.WhenAll(free.Select(instance => instance.StopAsync()));
            left.RemoveAll(free.Contains);
        }
        foreach (var instance in Instances)
            instance.Dispose();
    }

    /// <summary>Whether one needs the other, be it by a third. Both ways in a circle of references.</summary>
    private static bool Uses(IResource user, IResource used)
    {
        var seen = new HashSet<IResource>();
        var open = new Stack<IResource>([user]);
        while (open.TryPop(out var resource))
        {
            foreach (var next in resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource)
                .Concat(resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => relation.Resource))
                .Concat(resource is IResourceWithParent child ? [child.Parent] : []))
            {
                if (next == used)
                    return true;
                if (seen.Add(next))
                    open.Push(next);
            }
        }
        return false;
    }

    [LoggerMessage(1, LogLevel.Information, "Every resource has started. Press Ctrl+C to stop.")]
    private partial void LogStarted();

    [LoggerMessage(2, LogLevel.Error, "{Id} can't start: {Cause}")]
    private partial void LogFailure(string id, string cause);

    [LoggerMessage(3, LogLevel.Error, "Not running: {Ids}. Press Ctrl+C to stop.")]
    private partial void LogStartedInPart(string ids);
}
