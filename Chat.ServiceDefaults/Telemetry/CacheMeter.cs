using System.Diagnostics.Metrics;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>Counts how often what is kept in memory is asked for, and whether it is there.</summary>
public static class CacheMeter
{
    static readonly Counter<long> Lookups = ChatTelemetry.Meter.CreateCounter<long>(
        "chat.cache.lookups", "{lookup}", "Questions to what is kept in memory, by cache and by whether it had the answer");

    /// <param name="cache">Its name; one of few.</param>
    /// <param name="isHit">It had what was asked for, and that was still true.</param>
    public static void Count(string cache, bool isHit) => Lookups.Add(1, new("cache", cache), new("result", isHit ? "hit" : "miss"));
}
