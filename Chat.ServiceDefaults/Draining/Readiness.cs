using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.ServiceDefaults.Draining;

/// <summary>Not ready any more once the instance drains.</summary>
sealed class Readiness : IHealthCheck
{
    volatile bool _draining;

    public void Withdraw() => _draining = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_draining ? HealthCheckResult.Unhealthy("Draining.") : HealthCheckResult.Healthy());
}
