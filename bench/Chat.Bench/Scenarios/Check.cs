using Chat.Bench.Measuring;
using Chat.Bench.Seeding;
using Chat.Bench.Wire;

namespace Chat.Bench.Scenarios;

/// <summary>Does the system do the work that the other scenarios credit it with?</summary>
static class Check
{
    static readonly TimeSpan RefusedWithin = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Workbench bench, CancellationToken cancel)
    {
        var line = bench.Results.Begin("check");
        line["refuses_forged_credential"] = await IsRefusedAsync(bench, cancel);

        // The members, and behind them a stranger who listens as well.
        var places = bench.AllIn(bench.Seed.Middle, Seed.MiddleMembers);
        var stranger = bench.Seed.Users[^1];
        places.Add(new Place(stranger.Cookie, places.Count, Room: -1, Member: -1, bench.Seed.Middle));
        await bench.Pool.OpenAsync(places, cancel);

        var intrusion = await bench.Steps.RunAsync(rate: 1, seconds: 1, _ => bench.Pool.Clients[^1], Seed.MiddleMembers, cancel);
        using var api = new GatewayApi(bench.System.Gateway);
        var (reading, _) = await api.GetAsync(stranger.Cookie, $"/api/messages/?session_id={bench.Seed.Middle}", cancel);
        line["refuses_non_member"] = intrusion is { Stored: 0, Tracker: { Refused: 1, Acknowledged: 0, Delivered: 0, Strays: 0 } } && reading == 404;

        var step = await bench.Steps.RunAsync(rate: 50, seconds: 1, k => bench.Pool.Clients[k], Seed.MiddleMembers, cancel);
        line["delivers_to_all"] = step is { Closed: 0, Tracker: { IsDone: true, Duplicates: 0, Strays: 0 } } && step.Tracker.OwnCopies == step.Tracker.Sent;
        line["stores_what_it_acks"] = step.Stored == step.Tracker.Acknowledged;
        bench.Results.Write(line);
    }

    /// <summary>Whether a credential is refused whose end was altered.</summary>
    static async Task<bool> IsRefusedAsync(Workbench bench, CancellationToken cancel)
    {
        var cookie = bench.Seed.Users[0].Cookie;
        var place = new Place(cookie[..^6] + "forged", Index: 0, Room: 0, Member: 0, bench.Seed.Middle);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(RefusedWithin);
        try
        {
            using var client = await HubClient.ConnectAsync(bench.System.Gateway, place, new ClientPool(bench.System.Gateway), limit.Token);
            await client.ResumeAsync(new Dictionary<long, long>(), limit.Token);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
