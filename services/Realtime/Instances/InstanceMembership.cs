using Chat.Realtime.Hub;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.Realtime.Instances;

/// <summary>Attaches this instance to the backplane, as soon as Redis answers; not ready before. Then joins and leaves groups for it.</summary>
sealed partial class InstanceMembership(
    IServiceProvider services, IHubProtocolResolver protocols, ILoggerFactory loggers, ILogger<InstanceMembership> logger)
    : BackgroundService, IGroupSubscriptions, IHealthCheck
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly TaskCompletionSource<InstanceConnection> _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What this instance is called in the groups of the backplane.</summary>
    public string ConnectionId { get; } = $"instance-{Guid.NewGuid():N}";

    // Resolved late: what arrives needs the registry, and the registry needs this.
    ChatLifetimeManager Manager => (ChatLifetimeManager)services.GetRequiredService<HubLifetimeManager<ChatHub>>();

    public Task JoinAsync(string group) => ChangeAsync(group, Manager.AddToGroupAsync);

    public Task LeaveAsync(string group) => ChangeAsync(group, Manager.RemoveFromGroupAsync);

    /// <summary>
    /// A change that fails half-way leaves the manager believing that the instance is in the group, so that it would never subscribe
    /// again. Removing it once more puts that straight.
    /// </summary>
    async Task ChangeAsync(string group, Func<string, string, CancellationToken, Task> change)
    {
        var instance = await _attached.Task.WaitAsync(Pause);
        try
        {
            await change(instance.ConnectionId, group, CancellationToken.None);
        }
        catch
        {
            await Manager.RemoveFromGroupAsync(instance.ConnectionId, group).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_attached.Task.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Not attached to the backplane yet."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var protocol = protocols.GetProtocol("json", null) ?? throw new InvalidOperationException("The JSON hub protocol is not registered.");
        var instance = new InstanceConnection(ConnectionId, protocol, services.GetRequiredService<Arrivals>(), loggers);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Manager.AttachAsync(instance);
                _attached.TrySetResult(instance);
                return;
            }
            catch (Exception e)
            {
                Log.Waiting(logger, e.Message);
                await Manager.DetachAsync(instance).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    static partial class Log
    {
        [LoggerMessage(3020, LogLevel.Warning, "Not attached to the backplane yet: {Reason}")]
        public static partial void Waiting(ILogger logger, string reason);
    }
}
