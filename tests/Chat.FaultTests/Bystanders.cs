using Chat.Testing;

namespace Chat.FaultTests;

/// <summary>Many devices that only stay connected, and connect again when they are sent away: enough of them to see how many do so at once.</summary>
sealed class Bystanders : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly List<ReplicaClient> _devices = [];
    Task _connecting = Task.CompletedTask;

    public bool AreConnected => _devices.All(device => device.IsConnected);

    /// <summary>Answers when all are connected for the first time.</summary>
    public static async Task<Bystanders> ConnectAsync(ChatUser user, int count)
    {
        var all = new Bystanders();
        all._devices.AddRange(Enumerable.Range(0, count).Select(_ => new ReplicaClient(user)));
        all._connecting = Task.WhenAll(all._devices.Select(device => device.StayConnectedAsync(all._stop.Token)));
        await Eventually.BecomesTrueAsync(() => all.AreConnected, "the bystanders are connected", 60);
        return all;
    }

    /// <summary>When devices were connected again since then.</summary>
    public List<DateTime> Since(DateTime since) => [.. _devices.SelectMany(device => device.ConnectedAt).Where(at => at >= since).Order()];

    public static int MostInOneSecond(List<DateTime> times) =>
        times.Select(from => times.Count(at => at >= from && at < from.AddSeconds(1))).DefaultIfEmpty().Max();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _connecting;
        foreach (var device in _devices) await device.DisposeAsync();
        _stop.Dispose();
    }
}
