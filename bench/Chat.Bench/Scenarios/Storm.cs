using System.Diagnostics;
using Chat.Bench.Measuring;
using Chat.Bench.Seeding;
using Chat.Bench.Target;
using Chat.Bench.Wire;

namespace Chat.Bench.Scenarios;

/// <summary>
/// Everybody loses the connection at the same moment, as when a balancer restarts, and comes back at once with the revisions they hold. Others
/// go on posting. Nobody may miss a message or get one twice.
/// </summary>
static class Storm
{
    const int Sessions = 200;
    const double PostsPerS = 100;
    const int MaxPosts = 20_000;
    const int JoinAtOnce = 24;
    static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    static readonly TimeSpan After = TimeSpan.FromSeconds(2);
    static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(40);
    static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        using var api = new GatewayApi(bench.System.Gateway);
        var run = bench.Steps.NextRun();
        var clients = bench.InSmall(Sessions).ConvertAll(place => new ResumingClient(bench.System.Gateway, api, place, run));
        // One client of each session is there twice: the second posts, hears nothing, and is not cut off.
        var posts = new PostLog(MaxPosts);
        bench.Pool.Listener = posts;
        await bench.Pool.OpenAsync([.. bench.InSmall(Sessions).Where(place => place.Member == 0)], join: false, cancel);
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = JoinAtOnce, CancellationToken = cancel };
            await Parallel.ForEachAsync(clients, options, async (client, stop) => await client.ConnectAsync(stop));
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var posting = Pacer.RunAsync(PostsPerS, MaxPosts, k => posts.Send(bench.Pool.Clients[k % Sessions], run, k), enough.Token);
            await Task.Delay(Before, cancel);

            var before = Usage.Now(bench.System.Processes);
            var watch = Stopwatch.StartNew();
            foreach (var client in clients) client.Disconnect();
            var times = new Histogram();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(RecoveryLimit);
            var errors = await Task.WhenAll(clients.Select(client => client.ReturnAsync(watch, times, limit.Token)));
            var recovery = watch.Elapsed.TotalSeconds;
            var used = Usage.Now(bench.System.Processes).Since(before);

            await Task.Delay(After, cancel);
            await enough.CancelAsync();
            await posting;
            await WaitForArrivalsAsync(clients, posts, cancel);

            var acknowledged = posts.Acknowledged;
            var stored = await bench.Store.CountAsync(Tag.PrefixOf(run), cancel);
            bench.Durability.Add(posts.Sent, posts.Refused, acknowledged.Count, stored);

            var line = bench.Results.Begin("storm");
            line["clients"] = clients.Count;
            line["rate"] = PostsPerS;
            line["up_to_date_p50_ms"] = times.Percentile(0.5);
            line["up_to_date_p99_ms"] = times.Percentile(0.99);
            line["up_to_date_all_ms"] = times.MaxMs;
            line["reconnects_per_s"] = times.Count / recovery;
            line["never_came_back"] = clients.Count - times.Count;
            line["errors"] = errors.Sum();
            line["pages_over_rest"] = clients.Sum(client => client.Pages);
            line["repeats_dropped"] = clients.Sum(client => client.Repeats);
            line["sent"] = posts.Sent;
            line["acked"] = acknowledged.Count;
            line["persisted"] = stored;
            // Who is not back yet has lost nothing: it will ask again from the revision it holds.
            line["lost"] = clients.Where(client => client.IsLive).Sum(client => Missed(client, acknowledged));
            line["doubled"] = clients.Sum(client => client.Doubled);
            line.AddCpu(used, recovery);
            line["cpu_ms_per_reconnect"] = used.Server * 1000 / clients.Count;
            bench.Results.Write(line);
        }
        finally
        {
            clients.ForEach(client => client.Disconnect());
        }
    }

    /// <summary>Until everything is acknowledged, and everybody has what is: not for ever.</summary>
    static async Task WaitForArrivalsAsync(List<ResumingClient> clients, PostLog posts, CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < ArrivalLimit; await Task.Delay(100, cancel))
        {
            var acknowledged = posts.Acknowledged;
            if (acknowledged.Count + posts.Refused >= posts.Sent && clients.TrueForAll(client => !client.IsLive || Missed(client, acknowledged) == 0)) return;
        }
    }

    static int Missed(ResumingClient client, IReadOnlyCollection<int> acknowledged) =>
        acknowledged.Count(number => number % Sessions == client.Room && !client.Has(number));

    /// <summary>Knows what was posted and what of it was acknowledged. Message k goes to session k modulo their number.</summary>
    sealed class PostLog(int capacity) : IHubListener
    {
        readonly int[] _acknowledged = new int[capacity];
        int _sent;
        int _refused;

        public int Sent => Volatile.Read(ref _sent);
        public int Refused => Volatile.Read(ref _refused);
        public IReadOnlyCollection<int> Acknowledged => [.. Enumerable.Range(0, Sent).Where(number => Volatile.Read(ref _acknowledged[number]) != 0)];

        public void Send(HubClient client, uint run, int number)
        {
            Volatile.Write(ref _sent, number + 1);
            client.Send(run, number);
        }

        public void OnMessages(HubClient client, ReadOnlySpan<byte> record) { }

        public void OnAcknowledged(HubClient client, uint run, int number) => Volatile.Write(ref _acknowledged[number], 1);

        public void OnRefused(HubClient client, uint run, int number, string why) => Interlocked.Increment(ref _refused);

        public void OnClosed(HubClient client, string why) { }
    }
}
