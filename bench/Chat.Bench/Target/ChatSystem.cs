using System.Diagnostics;

namespace Chat.Bench.Target;

/// <summary>The system under load: one that is started for the purpose, or one that runs already.</summary>
sealed class ChatSystem : IDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    static readonly TimeSpan DashboardLimit = TimeSpan.FromMinutes(1);
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    readonly OwnAppHost? _own;

    ChatSystem(Uri gateway, int appHost, OwnAppHost? own)
    {
        (Gateway, Processes, _own) = (Loopback.Check(gateway), new ServerProcesses(appHost), own);
    }

    public Uri Gateway { get; }

    public ServerProcesses Processes { get; }

    public static ChatSystem Attach(Uri gateway, int appHost) => new(gateway, appHost, own: null);

    /// <summary>
    /// Starts the whole system on an empty data folder and waits until every service is healthy. Call it on the main thread: the
    /// AppHost is told to stop when the thread that started it ends.
    /// </summary>
    /// <param name="program">The AppHost.</param>
    /// <param name="state">The folder for data and logs.</param>
    /// <param name="instances">Of Realtime and of Messages; 0: as many as the AppHost starts by itself.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="BenchException">When it does not start.</exception>
    public static ChatSystem Start(string program, string state, int instances, CancellationToken cancel)
    {
        var own = OwnAppHost.Start(program, state, instances);
        try
        {
            var address = own.WaitForLine("Chat: ", StartLimit, cancel)
                ?? throw new BenchException($"The system did not start; {own.Log} and the logs in {own.Logs} say why.");
            // It comes up last and costs seconds of CPU: nothing is measured meanwhile.
            own.WaitForLine("Dashboard: ", DashboardLimit, cancel);
            return new ChatSystem(new Uri(address), own.ProcessId, own);
        }
        catch
        {
            own.Stop(StopLimit);
            throw;
        }
    }

    public void Dispose() => _own?.Stop(StopLimit);

    /// <summary>Waits, not for ever, until the servers have nothing left to do.</summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        const double quiet = 0.1; // cores
        var patience = Stopwatch.StartNew();
        for (var calm = 0; calm < 3 && patience.Elapsed < TimeSpan.FromSeconds(30);)
        {
            var before = Usage.Now(Processes);
            await Task.Delay(500, cancel);
            calm = Usage.Now(Processes).Since(before).Parts.Values.Sum() / 0.5 < quiet ? calm + 1 : 0;
        }
    }
}
