using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of every resource, and waiting for it. A name stands for any of its replicas; an id for one.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<Channel<ResourceEvent>, bool> _watchers = new();
    private readonly CancellationTokenSource _disposed = new();

    internal ResourceNotificationService()
    {
    }

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, resource.Name, stateFactory);

    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_lock)
        {
            var before = _states.GetValueOrDefault(resourceId)?.Snapshot ?? Initial(resource);
            var after = stateFactory(before);
            if (after.State?.Text == KnownResourceStates.Running && before.State?.Text != KnownResourceStates.Running)
                after = after with { IsReady = false, HealthReports = Unknown(resource) };
            if (after == before && _states.ContainsKey(resourceId))
                return Task.CompletedTask;
            var change = _states[resourceId] = new ResourceEvent(resource, resourceId, after);
            foreach (var watcher in _watchers.Keys)
                watcher.Writer.TryWrite(change);
        }
        return Task.CompletedTask;
    }

    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
            return _states.TryGetValue(resourceId, out resourceEvent);
    }

    internal IReadOnlyList<ResourceEvent> Current
    {
        get
        {
            lock (_lock)
                return [.. _states.Values];
        }
    }

    /// <summary>The current state of every resource, then each change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        var changes = Channel.CreateUnbounded<ResourceEvent>();
        lock (_lock)
        {
            foreach (var state in _states.Values)
                changes.Writer.TryWrite(state);
            _watchers[changes] = true;
        }
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(stop.Token))
                yield return change;
        }
        finally
        {
            _watchers.TryRemove(changes, out _);
        }
    }

    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (Is(change, resourceName) && predicate(change))
                return change;
        }
        throw new OperationCanceledException($"The application ended while something waited for '{resourceName}'.");
    }

    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName, change => change.Snapshot.State is { } state && targetStates.Contains(state.Text), cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    /// <exception cref="DistributedApplicationException">When the resource ended, or did not start.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName, change => IsServing(change.Snapshot) || HasEnded(change.Snapshot), cancellationToken);
        return IsServing(reached.Snapshot)
            ? reached
            : throw new DistributedApplicationException($"'{resourceName}' is {reached.Snapshot.State!.Text}, so it can't become healthy.");
    }

    public void Dispose()
    {
        _disposed.Cancel();
        GC.SuppressFinalize(this);
    }

    internal static bool HasEnded(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    internal static bool IsServing(CustomResourceSnapshot snapshot) => snapshot is { HealthStatus: HealthStatus.Healthy, IsReady: true };

    private static bool Is(ResourceEvent change, string nameOrId) =>
        string.Equals(change.Resource.Name, nameOrId, StringComparison.OrdinalIgnoreCase)
        || string.Equals(change.ResourceId, nameOrId, StringComparison.OrdinalIgnoreCase);

    private static CustomResourceSnapshot Initial(IResource resource)
    {
        var snapshot = resource.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot
            ?? new() { ResourceType = resource.GetType().Name, Properties = [] };
        return snapshot with { CreationTimeStamp = snapshot.CreationTimeStamp ?? DateTime.UtcNow };
    }

    private static ImmutableArray<HealthReportSnapshot> Unknown(IResource resource) =>
        [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => new HealthReportSnapshot(check.Key, null, null, null))];
}
