namespace Chat.Bench.Measuring;

/// <summary>Sums over all steps of a run what was sent, acknowledged and stored.</summary>
sealed class Durability
{
    public long Sent { get; private set; }
    public long Refused { get; private set; }
    public long Acknowledged { get; private set; }
    public long Stored { get; private set; }

    /// <summary>Must be 0: acknowledged, but not in the database.</summary>
    public long Missing { get; private set; }

    public void Add(long sent, long refused, long acknowledged, long stored)
    {
        Sent += sent;
        Refused += refused;
        Acknowledged += acknowledged;
        Stored += stored;
        // Step by step: stored messages whose senders were never told must not make up for missing ones.
        Missing += Math.Max(0, acknowledged - stored);
    }
}
