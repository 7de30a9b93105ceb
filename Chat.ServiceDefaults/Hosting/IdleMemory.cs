using Microsoft.Extensions.Hosting;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>
/// Gives memory back once a burst of work is over. The runtime collects when somebody allocates: a process that has just opened
/// thousands of connections, and now only keeps them, would hold on to the garbage of their opening for as long as they are quiet.
/// </summary>
sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Bytes allocated since the last time that make it worth while.</summary>
    const long Worthwhile = 16 * 1024 * 1024;

    /// <summary>Bytes allocated within one interval up to which a process is quiet: nobody waits for the pause.</summary>
    const long Quiet = 512 * 1024;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var (before, trimmedAt) = (0L, 0L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = GC.GetTotalAllocatedBytes();
            if (now - before < Quiet && now - trimmedAt > Worthwhile)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                trimmedAt = now;
            }
            before = now;
        }
    }
}
