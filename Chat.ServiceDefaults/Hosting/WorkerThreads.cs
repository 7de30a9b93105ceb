using Microsoft.Extensions.Hosting;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>
/// Gives the thread pool as many workers as the process keeps busy, one at least. A chat's work comes in small pieces: of two workers where one would do, nearly
/// every piece wakes the second, only to find that the first has done it. The pool's own search for a good number settles at many; it is switched off in
/// <c>Directory.Build.targets</c>. Workers that it adds when work is stuck are given back here.
/// </summary>
sealed class WorkerThreads(TimeProvider time) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Busy for this share of the time, a worker gets help.</summary>
    const double Full = 0.7;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ThreadPool.GetMinThreads(out _, out var minIo);
        ThreadPool.GetMaxThreads(out var most, out var mostIo);
        using var timer = new PeriodicTimer(Interval, time);
        var (usedBefore, before) = (Environment.CpuUsage.TotalTime, time.GetTimestamp());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (used, now) = (Environment.CpuUsage.TotalTime, time.GetTimestamp());
            var busy = (used - usedBefore) / time.GetElapsedTime(before, now);
            (usedBefore, before) = (used, now);

            var workers = Math.Clamp((int)Math.Ceiling(busy / Full), 1, Environment.ProcessorCount);
            ThreadPool.SetMinThreads(workers, minIo);
            // Something may be stuck just now, and the others are needed.
            if (ThreadPool.PendingWorkItemCount > 0) continue;
            // How many the pool aims at follows its limit down, but not up again.
            ThreadPool.SetMaxThreads(workers, mostIo);
            ThreadPool.SetMaxThreads(most, mostIo);
        }
    }
}
