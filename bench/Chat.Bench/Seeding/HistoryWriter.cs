using Chat.Bench.Wire;

namespace Chat.Bench.Seeding;

/// <summary>
/// Fills the session with a history: its members post over many hub connections, each its next message when the last one is
/// acknowledged. None of them has joined, so nothing is delivered.
/// </summary>
sealed class HistoryWriter(Uri gateway, Seed seed) : IHubListener
{
    const int ConnectionsPerMember = 24;
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    readonly uint _run = (uint)Random.Shared.Next();
    readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _last = -1;
    int _stored;

    public async Task RunAsync(CancellationToken cancel)
    {
        var clients = new HubClient[Seed.HistoryMembers * ConnectionsPerMember];
        try
        {
            await Parallel.ForAsync(0, clients.Length, cancel, async (i, stop) =>
                clients[i] = await HubClient.ConnectAsync(
                    gateway, new Place(seed.Users[i % Seed.HistoryMembers].Cookie, i, Room: 0, Member: i, seed.WithHistory), this, stop));
            foreach (var client in clients) SendNext(client);
            await _done.Task.WaitAsync(Patience, cancel);
        }
        finally
        {
            foreach (var client in clients) client?.Dispose();
        }
    }

    public void OnMessages(HubClient client, ReadOnlySpan<byte> record) { }

    public void OnAcknowledged(HubClient client, uint run, int number)
    {
        if (Interlocked.Increment(ref _stored) == Seed.HistoryMessages) _done.TrySetResult();
        else SendNext(client);
    }

    public void OnRefused(HubClient client, uint run, int number, string why) => _done.TrySetException(new BenchException($"The history was refused: {why}"));

    public void OnClosed(HubClient client, string why) => _done.TrySetException(new BenchException($"A connection ended while the history was written: {why}"));

    void SendNext(HubClient client)
    {
        var number = Interlocked.Increment(ref _last);
        if (number < Seed.HistoryMessages) client.Send(_run, number);
    }
}
