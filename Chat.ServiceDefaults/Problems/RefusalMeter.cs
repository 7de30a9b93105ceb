using System.Diagnostics.Metrics;
using Chat.ServiceDefaults.Telemetry;

namespace Chat.ServiceDefaults.Problems;

/// <summary>
/// Counts what callers are refused, over HTTP, the hub and raw sockets, by code of the catalogue. <see cref="ErrorCode.InternalError"/> counts our own
/// mistakes. What a service answered the gateway hands on uncounted.
/// </summary>
public static class RefusalMeter
{
    static readonly Counter<long> Refused = ChatTelemetry.Meter.CreateCounter<long>(
        "chat.refusals", "{refusal}", "Requests, calls and frames that were refused or failed");

    public static void Count(ErrorCode error) => Refused.Add(1, new KeyValuePair<string, object?>("code", error.Code));
}
