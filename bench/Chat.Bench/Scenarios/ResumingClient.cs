using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Chat.Bench.Measuring;
using Chat.Bench.Seeding;
using Chat.Bench.Wire;

namespace Chat.Bench.Scenarios;

/// <summary>
/// A client that follows one session by revision, as docs/api.md tells clients to: it applies what follows the revision it holds,
/// drops what it has, and asks for what lies between. It remembers which messages of a run it applied.
/// </summary>
/// <remarks>
/// Invariant: everything up to <c>_rev</c> has been applied. While not <c>_live</c>, events wait in <c>_early</c>; whoever made it so (one
/// catch-up at a time) applies them and makes it live again.
/// </remarks>
sealed class ResumingClient(Uri gateway, GatewayApi api, Place place, uint run) : IHubListener
{
    static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(10);

    readonly Lock _lock = new();
    readonly HashSet<int> _applied = [];
    readonly List<JsonElement> _early = [];
    HubClient? _client;
    long _rev = -1; // nothing yet
    bool _live;

    public int Room => place.Room;

    /// <summary>Whether it is connected and up to date.</summary>
    public bool IsLive
    {
        get { lock (_lock) return _live; }
    }

    /// <summary>Messages that it applied twice: must be 0.</summary>
    public int Doubled { get; private set; }

    /// <summary>Events that held nothing new; allowed, and dropped.</summary>
    public int Repeats { get; private set; }

    /// <summary>Pages that it had to fetch over REST.</summary>
    public int Pages { get; private set; }

    public bool Has(int number)
    {
        lock (_lock) return _applied.Contains(number);
    }

    /// <summary>Connects, and brings what it holds up to date.</summary>
    /// <exception cref="IOException">When the server refuses or the connection fails.</exception>
    public async Task ConnectAsync(CancellationToken cancel)
    {
        _client = await HubClient.ConnectAsync(gateway, place, this, cancel);
        var held = new Dictionary<long, long>();
        if (_rev >= 0) held[place.SessionId] = _rev;
        var reply = await _client.ResumeAsync(held, cancel);
        var standing = Mine(reply.GetProperty("sessions"))!.Value.GetProperty("rev").GetInt64();
        lock (_lock)
        {
            if (_rev < 0) _rev = standing;
            if (reply.TryGetProperty("changes", out var changes) && Mine(changes) is { } missed) Apply(missed);
        }
        await CatchUpAsync(standing, cancel);
    }

    public void Disconnect()
    {
        _client?.Dispose();
        lock (_lock)
        {
            _live = false;
            _early.Clear();
        }
    }

    /// <summary>Tries until it is up to date again; records when that was and answers how many attempts failed.</summary>
    public async Task<int> ReturnAsync(Stopwatch watch, Histogram times, CancellationToken cancel)
    {
        for (var errors = 0; ; errors++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(AttemptLimit);
            try
            {
                await ConnectAsync(limit.Token);
                times.Record(watch.ElapsedTicks);
                return errors;
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                Disconnect();
                if (cancel.IsCancellationRequested) return errors + 1;
                // A little apart, as the web app does.
                await Task.Delay(Random.Shared.Next(100, 500), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public void OnMessages(HubClient client, ReadOnlySpan<byte> record)
    {
        var changes = JsonElement.Parse(record).GetProperty("arguments")[0];
        if (changes.GetProperty("session_id").GetInt64() != place.SessionId) return;
        lock (_lock)
        {
            if (!_live)
            {
                _early.Add(changes);
            }
            else if (changes.GetProperty("prev_rev").GetInt64() is var after && after <= _rev)
            {
                Apply(changes);
            }
            else
            {
                _live = false;
                _early.Add(changes);
                _ = CatchUpAsync(after, CancellationToken.None);
            }
        }
    }

    public void OnAcknowledged(HubClient client, uint itsRun, int number) { }

    public void OnRefused(HubClient client, uint itsRun, int number, string why) { }

    public void OnClosed(HubClient client, string why) { }

    /// <summary>Fetches what is missing up to a revision, and then lets in what came meanwhile.</summary>
    async Task CatchUpAsync(long target, CancellationToken cancel)
    {
        while (true)
        {
            while (Volatile.Read(ref _rev) < target)
            {
                Pages++;
                var (status, body) = await api.GetAsync(
                    place.Cookie, $"/api/messages/?session_id={place.SessionId}&since_rev={_rev}&limit=200", cancel);
                if (status != 200) throw new IOException($"Changes were answered {status}.");
                var page = JsonElement.Parse(body);
                lock (_lock)
                {
                    foreach (var message in page.EnumerateArray())
                    {
                        ApplyMessage(message);
                        _rev = message.GetProperty("rev").GetInt64();
                    }
                    // Nothing more: what lies between was changed again later, or is no message.
                    if (page.GetArrayLength() == 0) _rev = target;
                }
            }
            lock (_lock)
            {
                _early.Sort((one, other) => one.GetProperty("rev").GetInt64().CompareTo(other.GetProperty("rev").GetInt64()));
                var gap = _early.FindIndex(changes => !TryApply(changes));
                if (gap < 0)
                {
                    _early.Clear();
                    _live = true;
                    return;
                }
                _early.RemoveRange(0, gap);
                target = _early[0].GetProperty("prev_rev").GetInt64();
            }
        }
    }

    bool TryApply(JsonElement changes)
    {
        if (changes.GetProperty("prev_rev").GetInt64() > _rev) return false;
        Apply(changes);
        return true;
    }

    /// <summary>Takes over an event, or a part of an answer of the same form.</summary>
    void Apply(JsonElement changes)
    {
        var rev = changes.GetProperty("rev").GetInt64();
        if (rev <= _rev) Repeats++;
        foreach (var message in changes.GetProperty("messages").EnumerateArray()) ApplyMessage(message);
        _rev = Math.Max(_rev, rev);
    }

    void ApplyMessage(JsonElement message)
    {
        if (message.GetProperty("rev").GetInt64() <= _rev) return;
        var content = Encoding.UTF8.GetBytes(message.GetProperty("content").GetString()!);
        if (Tag.TryFind(content, out var itsRun, out var number, out _) && itsRun == run && !_applied.Add(number)) Doubled++;
    }

    JsonElement? Mine(JsonElement list)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (item.GetProperty("session_id").GetInt64() == place.SessionId) return item;
        }
        return null;
    }
}
