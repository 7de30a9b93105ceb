using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Chat.ServiceDefaults.Data;

/// <summary>What <c>--migrate</c> does: the one-shot job before a version is started. Safe to run twice, and by two at once.</summary>
sealed partial class MigrationJob(ISchema schema, IOptions<MigrationOptions> options, TimeProvider time, ILogger<MigrationJob> logger)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<int> RunAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.PatienceSeconds), time);
        while (true)
        {
            try
            {
                return await MigrateAsync();
            }
            catch (Exception e) when (!patience.IsCancellationRequested)
            {
                Log.Again(logger, e.Message);
                await Task.Delay(Pause, time, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                Log.Failed(logger, options.Value.PatienceSeconds, e.Message);
                return 1;
            }
        }
    }

    async Task<int> MigrateAsync()
    {
        var found = await schema.ExamineAsync(CancellationToken.None);
        if (found.Refusal(mayMigrate: true) is { } reason)
        {
            Log.Refused(logger, reason);
            return 1;
        }
        if (found.Missing.Count > 0) await schema.MigrateAsync(CancellationToken.None);
        Log.Done(logger, found.Missing.Count);
        return 0;
    }

    static partial class Log
    {
        [LoggerMessage(310, LogLevel.Warning, "The database cannot be migrated yet, trying again: {Reason}")]
        public static partial void Again(ILogger logger, string reason);

        [LoggerMessage(311, LogLevel.Critical, "The database could not be migrated within {Seconds} s: {Reason}")]
        public static partial void Failed(ILogger logger, int seconds, string reason);

        [LoggerMessage(312, LogLevel.Critical, "{Reason}")]
        public static partial void Refused(ILogger logger, string reason);

        [LoggerMessage(313, LogLevel.Information, "The schema is up to date; migrations that were missing: {Count}")]
        public static partial void Done(ILogger logger, int count);
    }
}
