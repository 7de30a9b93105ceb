using System.Globalization;

namespace Chat.ServiceDefaults.Figures;

/// <summary>
/// Where the figures are in Redis, for those who report and for Accounts, which gathers them. Time is cut into windows of ten seconds; each
/// has a hash of sums over all instances, kept for an hour, and a hash of instances, kept until they have reported again.
/// </summary>
public static class FigureKeys
{
    /// <summary>The names of all queues with consumers; a set.</summary>
    public const string Queues = "figures:queues";

    public const string Connections = "connections";
    public const string Messages = "messages";
    public const string SignIns = "sign_ins";

    /// <summary>Length of a window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>How many windows are kept.</summary>
    public const int Kept = 360;

    /// <summary>Instances report this much after a window's end, all at about the same moment: none falls into the wrong window by a timer's jitter.</summary>
    public static readonly TimeSpan ReportAfter = TimeSpan.FromSeconds(1);

    /// <summary>The window that a moment is in.</summary>
    public static long WindowOf(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / (long)Window.TotalMilliseconds;

    /// <summary>When a window begins.</summary>
    public static DateTimeOffset StartOf(long window) => DateTimeOffset.FromUnixTimeMilliseconds(window * (long)Window.TotalMilliseconds);

    /// <summary>The hash of a window's sums.</summary>
    public static string SumsOf(long window) => string.Create(CultureInfo.InvariantCulture, $"figures:{window}:sums");

    /// <summary>The hash of what instances reported after a window: name to JSON.</summary>
    public static string InstancesOf(long window) => string.Create(CultureInfo.InvariantCulture, $"figures:{window}:instances");
}
