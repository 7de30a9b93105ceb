using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>The one activity source and the one meter of this system's own spans and figures.</summary>
public static class ChatTelemetry
{
    public const string Name = "Chat";

    public static readonly ActivitySource Source = new(Name);
    public static readonly Meter Meter = new(Name);
}
