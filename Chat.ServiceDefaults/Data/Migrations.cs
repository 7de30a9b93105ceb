using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.ServiceDefaults.Data;

public static class Migrations
{
    /// <summary>
    /// Brings the database of <typeparamref name="TContext"/> to this version's schema in the background, trying again while it
    /// does not answer; the service is not ready before. Safe with several instances: EF Core holds a lock while it migrates.
    /// </summary>
    public static IServiceCollection AddMigrations<TContext>(this IServiceCollection services) where TContext : DbContext
    {
        services.AddSingleton<MigrationState>();
        services.AddHostedService<Migrator<TContext>>();
        services.AddHealthChecks().AddCheck<MigrationState>("schema");
        return services;
    }
}

/// <summary>Tells whether the schema is there.</summary>
public sealed class MigrationState : IHealthCheck
{
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the schema is there.</summary>
    public Task Done => _done.Task;

    internal void Complete() => _done.TrySetResult();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done.Task.IsCompleted ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database schema is not in place yet."));
}

sealed partial class Migrator<TContext>(IServiceScopeFactory scopes, MigrationState state, ILogger<Migrator<TContext>> logger)
    : BackgroundService where TContext : DbContext
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = 0.5; !stoppingToken.IsCancellationRequested; wait = Math.Min(wait * 2, 5))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
                // Usually there is nothing to do, and finding that out is much cheaper than migrating.
                if ((await database.GetPendingMigrationsAsync(stoppingToken)).Any()) await database.MigrateAsync(stoppingToken);
                state.Complete();
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Waiting(logger, wait, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(wait), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "The database cannot be migrated yet, next try in {Seconds} s: {Reason}")]
        public static partial void Waiting(ILogger logger, double seconds, string reason);
    }
}
