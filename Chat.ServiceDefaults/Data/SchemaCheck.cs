using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.ServiceDefaults.Data;

/// <summary>Looks at the schema when the service starts, and ends the service if it cannot work with what it finds.</summary>
sealed partial class SchemaCheck(
    ISchema schema, MigrationState state, IOptions<MigrationOptions> options, IHostEnvironment environment, IHostApplicationLifetime lifetime,
    ILogger<SchemaCheck> logger) : BackgroundService
{
    readonly bool _mayMigrate = options.Value.OnStart ?? !environment.IsProduction();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = 0.5; !stoppingToken.IsCancellationRequested; wait = Math.Min(wait * 2, 5))
        {
            try
            {
                await CheckAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Waiting(logger, wait, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(wait), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task CheckAsync(CancellationToken stop)
    {
        var found = await schema.ExamineAsync(stop);
        if (found.Refusal(_mayMigrate) is { } reason)
        {
            Log.Refused(logger, reason);
            state.Refuse();
            lifetime.StopApplication();
            return;
        }
        // Usually there is nothing to do, and finding that out is much cheaper than migrating.
        if (found.Missing.Count > 0) await schema.MigrateAsync(stop);
        if (found.Later.Count > 0) Log.Later(logger, string.Join(", ", found.Later));
        state.Complete();
    }

    static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "The schema of the database cannot be had yet, next try in {Seconds} s: {Reason}")]
        public static partial void Waiting(ILogger logger, double seconds, string reason);

        [LoggerMessage(301, LogLevel.Critical, "{Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(302, LogLevel.Information, "A later version has migrated the database ({Migrations}); this one can work with it")]
        public static partial void Later(ILogger logger, string migrations);
    }
}
