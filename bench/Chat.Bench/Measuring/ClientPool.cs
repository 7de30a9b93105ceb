using System.Diagnostics;
using Chat.Bench.Wire;

namespace Chat.Bench.Measuring;

/// <summary>The connections of a scenario. They outlive its steps; each step listens to all of them in turn.</summary>
sealed class ClientPool(Uri gateway) : IHubListener, IDisposable
{
    const int OpenAtOnce = 24;
    static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(20);
    static readonly IReadOnlyDictionary<long, long> Nothing = new Dictionary<long, long>();

    HubClient[] _clients = [];
    int _closed;

    public IReadOnlyList<HubClient> Clients => _clients;

    /// <summary>Who hears what arrives; null is nobody.</summary>
    public IHubListener? Listener { get; set; }

    /// <summary>How many connections the server has ended since they were opened.</summary>
    public int Closed => Volatile.Read(ref _closed);

    public string? WhyClosed { get; private set; }

    public double OpenSeconds { get; private set; }

    /// <summary>Opens one connection for each place and joins; those that were open before are dropped.</summary>
    public Task OpenAsync(IReadOnlyList<Place> places, CancellationToken cancel) => OpenAsync(places, join: true, cancel);

    /// <param name="places">Who connects.</param>
    /// <param name="join">If not, the clients can send, and hear nothing.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task OpenAsync(IReadOnlyList<Place> places, bool join, CancellationToken cancel)
    {
        Dispose();
        (_closed, WhyClosed) = (0, null);
        var clients = _clients = new HubClient[places.Count];
        var watch = Stopwatch.StartNew();
        var options = new ParallelOptions { MaxDegreeOfParallelism = OpenAtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, clients.Length, options, async (i, stop) =>
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(OpenLimit);
            clients[i] = await HubClient.ConnectAsync(gateway, places[i], this, limit.Token);
            if (join) await clients[i].ResumeAsync(Nothing, limit.Token);
        });
        OpenSeconds = watch.Elapsed.TotalSeconds;
        Progress.Say($"  {clients.Length} connections in {OpenSeconds:0.0} s");
        await Task.Delay(500, cancel);
    }

    public void Dispose()
    {
        foreach (var client in _clients) client?.Dispose();
        _clients = [];
    }

    public void OnMessages(HubClient client, ReadOnlySpan<byte> record) => Listener?.OnMessages(client, record);

    public void OnAcknowledged(HubClient client, uint run, int number) => Listener?.OnAcknowledged(client, run, number);

    public void OnRefused(HubClient client, uint run, int number, string why) => Listener?.OnRefused(client, run, number, why);

    public void OnClosed(HubClient client, string why)
    {
        WhyClosed = why;
        Interlocked.Increment(ref _closed);
        Listener?.OnClosed(client, why);
    }
}
