using Chat.Bench.Target;

namespace Chat.Bench.Measuring;

/// <summary>What came of sending at one rate for a while.</summary>
/// <param name="Rate">Messages a second that were meant to be sent.</param>
/// <param name="Tracker">Deliveries and acknowledgements.</param>
/// <param name="WindowS">From the first send to the last arrival: what rates are divided by.</param>
/// <param name="DrainS">From the last send to the last arrival; infinite if something did not arrive.</param>
/// <param name="SendLagMs">How late the generator was at worst.</param>
/// <param name="Used">CPU used in the window.</param>
/// <param name="Stored">Messages found in the database afterwards.</param>
/// <param name="Closed">Connections that the server ended.</param>
sealed record Step(double Rate, Tracker Tracker, double WindowS, double DrainS, double SendLagMs, Usage Used, long Stored, int Closed)
{
    public const string Ok = "ok";

    const double MaxSendLagMs = 300;
    const double MaxP99Ms = 1000;
    const double MaxDrainS = 0.5;

    /// <summary>The first reason that this step does not count as kept up with; the same rules, in the same order, for every server compared.</summary>
    public string Verdict =>
        SendLagMs > MaxSendLagMs ? "load generator fell behind"
        : Closed > 0 ? "connections cut"
        : Tracker.Refused > 0 ? "sends refused"
        : !Tracker.IsDone ? "messages lost"
        : Tracker.Duplicates > 0 ? "duplicates"
        : Tracker.Strays > 0 ? "delivered to strangers"
        : Tracker.Delivery.Percentile(0.99) > MaxP99Ms || Tracker.Acknowledgement.Percentile(0.99) > MaxP99Ms ? "p99 over 1 s"
        : DrainS > MaxDrainS ? "backlog grew"
        : Ok;

    public bool Passed => Verdict == Ok;

    public double MessagesPerS => Tracker.Acknowledged / WindowS;

    public double DeliveriesPerS => Tracker.Delivered / WindowS;
}
