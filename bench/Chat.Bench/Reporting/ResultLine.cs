using System.Text.Json;
using Chat.Bench.Measuring;
using Chat.Bench.Target;

namespace Chat.Bench.Reporting;

/// <summary>What one scenario found, as one line of JSON. Other servers' results have the same fields, so that tables can show them side by side.</summary>
sealed class ResultLine
{
    const double MicrosecondsPerS = 1e6;

    readonly Dictionary<string, object?> _fields = [];

    /// <summary>Sets a field; numbers are rounded, what is not a number becomes null.</summary>
    public object? this[string name]
    {
        set => _fields[name] = value is double number ? Rounded(number) : value;
    }

    /// <summary>Everything about a step.</summary>
    public ResultLine Add(Step step)
    {
        var tracker = step.Tracker;
        this["rate"] = step.Rate;
        this["window_s"] = step.WindowS;
        this["verdict"] = step.Verdict;
        this["msgs_per_s"] = step.MessagesPerS;
        this["deliveries_per_s"] = step.DeliveriesPerS;
        this["sent"] = tracker.Sent;
        this["acked"] = tracker.Acknowledged;
        this["refused"] = tracker.Refused;
        this["persisted"] = step.Stored;
        this["deliveries"] = tracker.Delivered;
        this["lost"] = tracker.Expected - tracker.Delivered;
        this["duplicates"] = tracker.Duplicates;
        this["strays"] = tracker.Strays;
        AddTimes(tracker.Delivery);
        this["ack_p50_ms"] = tracker.Acknowledgement.Percentile(0.5);
        this["ack_p99_ms"] = tracker.Acknowledgement.Percentile(0.99);
        this["send_lag_ms"] = step.SendLagMs;
        this["closed"] = step.Closed;
        AddCpu(step.Used, step.WindowS);
        this["cpu_us_per_msg"] = step.Used.Server * MicrosecondsPerS / Math.Max(1, tracker.Acknowledged);
        this["cpu_us_per_delivery"] = step.Used.Server * MicrosecondsPerS / Math.Max(1, tracker.Delivered);
        return this;
    }

    public ResultLine AddTimes(Histogram times)
    {
        this["p50_ms"] = times.Percentile(0.5);
        this["p95_ms"] = times.Percentile(0.95);
        this["p99_ms"] = times.Percentile(0.99);
        this["max_ms"] = times.MaxMs;
        return this;
    }

    public ResultLine AddCpu(Usage used, double windowS)
    {
        this["cpu_server_s"] = used.Server;
        this["cpu_app_s"] = used.Parts[Part.App];
        this["cpu_db_s"] = used.Parts[Part.Database];
        this["cpu_bus_s"] = used.Parts[Part.Bus];
        this["cpu_orchestration_s"] = used.Parts[Part.Orchestration];
        this["cpu_s_by_program"] = used.Programs.Where(program => program.Value > 0).OrderByDescending(program => program.Value)
            .ToDictionary(program => program.Key, program => Math.Round(program.Value, 2));
        this["cpu_load_s"] = used.Generator;
        // In cores. Near zero: nothing else ran on this machine, and the figures are undisturbed.
        this["other_cores"] = used.Others / windowS;
        return this;
    }

    public override string ToString() => JsonSerializer.Serialize(_fields);

    static double? Rounded(double value) => !double.IsFinite(value) ? null : Math.Round(value, Math.Abs(value) >= 100 ? 0 : 3);
}
