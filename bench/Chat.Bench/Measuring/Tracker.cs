using System.Diagnostics;
using Chat.Bench.Wire;

namespace Chat.Bench.Measuring;

/// <summary>
/// Follows the messages of one step: to whom they came, how often, how long it took, which were acknowledged. A delivery is a message at
/// one of the other members of its session for the first time; the sender's own copy is counted apart.
/// </summary>
/// <param name="run">The mark of this step's messages.</param>
/// <param name="capacity">How many messages it has at most.</param>
/// <param name="members">How many clients listen to each session, the sender among them.</param>
sealed class Tracker(uint run, int capacity, int members) : IHubListener
{
    const int BitsPerWord = 32;

    readonly long[] _sentAt = new long[capacity];
    readonly HubClient[] _sender = new HubClient[capacity];
    readonly int[] _acknowledged = new int[capacity];

    // One bit for each message and member. Several receivers may set bits of a word at once.
    readonly int[] _seen = new int[(long)capacity * members / BitsPerWord + 1];

    int _sent;
    int _acknowledgedCount;
    int _refused;
    long _delivered;
    long _duplicates;
    long _strays;
    long _ownCopies;
    long _lastAt;

    public uint Run => run;
    public Histogram Delivery { get; } = new();
    public Histogram Acknowledgement { get; } = new();

    public int Sent => Volatile.Read(ref _sent);
    public int Acknowledged => Volatile.Read(ref _acknowledgedCount);
    public int Refused => Volatile.Read(ref _refused);
    public string? Refusal { get; private set; }
    public long Delivered => Volatile.Read(ref _delivered);
    public long Expected => (long)Sent * (members - 1);
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Messages that came to somebody outside their session.</summary>
    public long Strays => Volatile.Read(ref _strays);

    public long OwnCopies => Volatile.Read(ref _ownCopies);

    /// <summary>When the last delivery or acknowledgement came.</summary>
    public long LastAt => Volatile.Read(ref _lastAt);

    public bool IsDone => Delivered >= Expected && Acknowledged >= Sent;

    public void Send(HubClient client)
    {
        var number = _sent;
        _sender[number] = client;
        _sentAt[number] = Stopwatch.GetTimestamp();
        Volatile.Write(ref _sent, number + 1);
        client.Send(run, number);
    }

    public void OnMessages(HubClient client, ReadOnlySpan<byte> record)
    {
        var now = Stopwatch.GetTimestamp();
        while (Tag.TryFind(record, out var itsRun, out var number, out var end))
        {
            // Messages of the step before may still come.
            if (itsRun == run && (uint)number < (uint)Sent) OnMessage(client, number, now);
            record = record[end..];
        }
    }

    public void OnAcknowledged(HubClient client, uint itsRun, int number)
    {
        if (itsRun != run || (uint)number >= (uint)Sent || Interlocked.Exchange(ref _acknowledged[number], 1) != 0) return;
        var now = Stopwatch.GetTimestamp();
        Acknowledgement.Record(now - _sentAt[number]);
        Volatile.Write(ref _lastAt, now);
        Interlocked.Increment(ref _acknowledgedCount);
    }

    public void OnRefused(HubClient client, uint itsRun, int number, string why)
    {
        if (itsRun != run) return;
        Refusal ??= why;
        Interlocked.Increment(ref _refused);
    }

    public void OnClosed(HubClient client, string why) { }

    void OnMessage(HubClient client, int number, long now)
    {
        var sender = _sender[number];
        if (client.Member < 0 || client.Room != sender.Room)
        {
            Interlocked.Increment(ref _strays);
            return;
        }
        var bit = (long)number * members + client.Member;
        var mask = 1 << (int)(bit % BitsPerWord);
        if ((Interlocked.Or(ref _seen[bit / BitsPerWord], mask) & mask) != 0)
        {
            Interlocked.Increment(ref _duplicates);
        }
        else if (client == sender)
        {
            Interlocked.Increment(ref _ownCopies);
        }
        else
        {
            Delivery.Record(now - _sentAt[number]);
            Volatile.Write(ref _lastAt, now);
            Interlocked.Increment(ref _delivered);
        }
    }
}
