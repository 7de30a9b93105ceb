using System.Text.Json;
using Chat.ServiceDefaults.Figures;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using StackExchange.Redis;

namespace Chat.Accounts.Figures;

/// <summary>Gathers what the instances of all services reported (<see cref="FigureKeys"/>).</summary>
sealed class FiguresReader(IConnectionMultiplexer redis, QueueDepths queues, ActiveUsers users, TimeProvider time)
{
    const int WindowsOfMinute = 6;

    /// <summary>Windows in which an instance may have reported last.</summary>
    const int WindowsOfInstances = 3;

    /// <summary>By when all instances have reported a window.</summary>
    static readonly TimeSpan Settled = FigureKeys.ReportAfter + TimeSpan.FromSeconds(1);

    public async Task<FiguresDto> ReadAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var last = FigureKeys.WindowOf(now - Settled) - 1;
        var series = ReadSeriesAsync(last);
        var instances = await ReadInstancesAsync(last + 1);
        var names = (await redis.GetDatabase().SetMembersAsync(FigureKeys.Queues)).Select(name => name.ToString()).Order(StringComparer.Ordinal);
        var moments = await series;
        var minute = FigureKeys.StartOf(last - WindowsOfMinute + 1).UtcDateTime;
        return new FiguresDto(
            now.UtcDateTime,
            instances.Sum(instance => instance.Connections ?? 0),
            moments.Where(moment => moment.At >= minute).Sum(moment => moment.Messages),
            moments,
            instances,
            // A queue whose consumer gave up on messages has a second one that holds them.
            await queues.OfAsync(names.SelectMany(name => new[] { name, name + "_error" }), cancel),
            await users.CountAsync(cancel));
    }

    async Task<List<FiguresMoment>> ReadSeriesAsync(long last)
    {
        var windows = Enumerable.Range(0, FigureKeys.Kept).Select(i => last - FigureKeys.Kept + 1 + i).ToArray();
        RedisValue[] fields = [FigureKeys.Connections, FigureKeys.Messages, FigureKeys.SignIns];
        var sums = await Task.WhenAll(windows.Select(window => redis.GetDatabase().HashGetAsync(FigureKeys.SumsOf(window), fields)));
        // Windows of which nothing is known, as before the system started, are left out.
        return [.. windows.Zip(sums)
            .Where(moment => moment.Second.Any(sum => !sum.IsNull))
            .Select(moment => new FiguresMoment(
                FigureKeys.StartOf(moment.First).UtcDateTime, (long)moment.Second[0], (long)moment.Second[1], (long)moment.Second[2]))];
    }

    async Task<List<InstanceFigures>> ReadInstancesAsync(long last)
    {
        var latest = new SortedDictionary<string, InstanceFigures>(StringComparer.Ordinal);
        for (var window = last - WindowsOfInstances + 1; window <= last; window++)
            foreach (var report in await redis.GetDatabase().HashGetAllAsync(FigureKeys.InstancesOf(window)))
                latest[report.Name.ToString()] = JsonSerializer.Deserialize<InstanceFigures>(report.Value.ToString(), JsonDefaults.Options)!;
        return [.. latest.Values];
    }
}
