using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.ServiceDefaults.Data;

/// <summary>Tells whether the schema is there.</summary>
public sealed class MigrationState : IHealthCheck
{
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the schema is there.</summary>
    public Task Done => _done.Task;

    /// <summary>The schema is none that this version can work with; the service ends.</summary>
    internal bool IsRefused { get; private set; }

    internal void Complete() => _done.TrySetResult();

    internal void Refuse() => IsRefused = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done.Task.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database schema is not in place yet."));
}
