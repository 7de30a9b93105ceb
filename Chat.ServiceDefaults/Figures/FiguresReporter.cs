using System.Text.Json;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Chat.ServiceDefaults.Figures;

/// <summary>Tells Redis every ten seconds how this instance does, for the administrators' page. A few commands; lost ones are not made up for.</summary>
sealed partial class FiguresReporter(IConnectionMultiplexer redis, ServiceQueues queues, TimeProvider time, ILogger<FiguresReporter> logger) : BackgroundService
{
    /// <summary>An instance that has not reported for so long is gone.</summary>
    static readonly TimeSpan InstanceKept = FigureKeys.Window * 3;
    static readonly TimeSpan SumsKept = FigureKeys.Window * (FigureKeys.Kept + 6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meter = new FigureMeter();
        var (lastAt, lastCpu) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (true)
        {
            var now = time.GetUtcNow();
            var window = FigureKeys.WindowOf(now - FigureKeys.ReportAfter);
            await Task.Delay(FigureKeys.StartOf(window + 1) + FigureKeys.ReportAfter - now, time, stoppingToken);

            var (at, cpu) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var cpuPercent = Math.Round(100 * (cpu - lastCpu) / time.GetElapsedTime(lastAt, at), 1);
            (lastAt, lastCpu) = (at, cpu);
            var (connections, pool, messages, signIns) = meter.Read();
            try
            {
                await ReportAsync(
                    window, new InstanceFigures(ThisInstance.Service, ThisInstance.Name, connections, pool, cpuPercent, Environment.WorkingSet >> 20),
                    messages, signIns);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                Log.NotReported(logger, e.Message);
            }
        }
    }

    Task ReportAsync(long window, InstanceFigures figures, long messages, long signIns)
    {
        var (sums, instances) = (FigureKeys.SumsOf(window), FigureKeys.InstancesOf(window));
        var db = redis.GetDatabase();
        List<Task> all =
        [
            db.HashSetAsync(instances, $"{ThisInstance.Service}/{ThisInstance.Name}", JsonSerializer.Serialize(figures, JsonDefaults.Options)),
            db.KeyExpireAsync(instances, InstanceKept),
        ];
        if (figures.Connections is { } connections) all.Add(db.HashIncrementAsync(sums, FigureKeys.Connections, connections));
        if (messages > 0) all.Add(db.HashIncrementAsync(sums, FigureKeys.Messages, messages));
        if (signIns > 0) all.Add(db.HashIncrementAsync(sums, FigureKeys.SignIns, signIns));
        all.Add(db.KeyExpireAsync(sums, SumsKept));
        if (queues.Names.Count > 0)
        {
            all.Add(db.SetAddAsync(FigureKeys.Queues, [.. queues.Names.Select(name => (RedisValue)name)]));
            all.Add(db.KeyExpireAsync(FigureKeys.Queues, InstanceKept));
        }
        return Task.WhenAll(all);
    }

    static partial class Log
    {
        [LoggerMessage(600, LogLevel.Debug, "The figures are not reported: {Reason}")]
        public static partial void NotReported(ILogger logger, string reason);
    }
}
