using System.Diagnostics;
using Chat.Bench.Measuring;
using Chat.Bench.Target;

namespace Chat.Bench.Scenarios;

/// <summary>How fast the newest page of a long session is read; a closed loop, each client on one kept connection.</summary>
static class History
{
    const int Clients = 8;
    const int PageSize = 50;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Measured = TimeSpan.FromSeconds(8);

    static ReadOnlySpan<byte> MessageMark => "\"content\":"u8;

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        var page = new Uri(bench.System.Gateway, $"/api/messages/?session_id={bench.Seed.WithHistory}&limit={PageSize}");
        var clients = bench.Seed.Users.Take(Clients).Select(user => ClientOf(user.Cookie)).ToList();
        try
        {
            await LoopAsync(clients, page, WarmUp, new Histogram(), cancel);
            var times = new Histogram();
            var before = Usage.Now(bench.System.Processes);
            var watch = Stopwatch.StartNew();
            var (done, wrong) = await LoopAsync(clients, page, Measured, times, cancel);
            var window = watch.Elapsed.TotalSeconds;
            var used = Usage.Now(bench.System.Processes).Since(before);

            var line = bench.Results.Begin("history");
            line["window_s"] = window;
            line["requests_per_s"] = done / window;
            line["wrong_answers"] = wrong;
            line.AddTimes(times).AddCpu(used, window);
            line["cpu_us_per_request"] = used.Server * 1e6 / done;
            bench.Results.Write(line);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    static HttpClient ClientOf(string cookie)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 1 });
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    static async Task<(int Done, int Wrong)> LoopAsync(List<HttpClient> clients, Uri page, TimeSpan length, Histogram times, CancellationToken cancel)
    {
        var (done, wrong) = (0, 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(clients.Select(client => Task.Run(() => AskAsync(client), cancel)));
        return (done, wrong);

        async Task AskAsync(HttpClient client)
        {
            while (watch.Elapsed < length)
            {
                var asked = Stopwatch.GetTimestamp();
                var answer = await client.GetByteArrayAsync(page, cancel);
                if (answer.AsSpan().Count(MessageMark) != PageSize) Interlocked.Increment(ref wrong);
                times.Record(Stopwatch.GetTimestamp() - asked);
                Interlocked.Increment(ref done);
            }
        }
    }
}
