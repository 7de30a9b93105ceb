using System.Net;
using System.Net.WebSockets;
using Chat.Testing;

namespace Chat.SystemTests.SeedContract;

/// <summary>"Deployment Considerations": production requirements and scaling.</summary>
public sealed class ScalingTests(ChatSystem chat)
{
    [Theory]
    [InlineData("messages")]
    [InlineData("realtime")]
    public async Task A_service_runs_in_several_instances_as_the_normal_case(string service) =>
        Assert.Equal(2, (await chat.InstancesAsync(service)).Count);

    [Fact]
    public async Task Clients_of_one_room_are_spread_over_instances_hear_each_other_and_need_no_sticky_sessions()
    {
        const int Clients = 12;
        var ada = await chat.NewUserAsync("ada");
        var session = await ada.CreateSessionAsync("Spread");
        var sockets = new List<RawSocket>();
        for (var i = 0; i < Clients; i++) sockets.Add(await ada.OpenSocketAsync(session.Id));
        await ada.PostAsync(session.Id, "all of you");
        foreach (var socket in sockets) Assert.Equal("all of you", (await socket.ReceiveAsync()).GetProperty("message").GetString());

        // One instance stops: its clients, and they alone, are sent away, and go on at the other.
        var stopped = (await chat.InstancesAsync("realtime"))[0];
        await stopped.StopAsync();
        await ada.PostAsync(session.Id, "still there?");
        var ends = await Task.WhenAll(sockets.Select(HeardOrClosedAsync));
        Assert.InRange(ends.Count(end => end == "1012"), 1, Clients - 1);
        Assert.Equal(Clients - ends.Count(end => end == "1012"), ends.Count(end => end == "still there?"));
        using var again = await ada.OpenSocketAsync(session.Id);
        await ada.PostAsync(session.Id, "welcome back");
        Assert.Equal("welcome back", (await again.ReceiveAsync()).GetProperty("message").GetString());
        await stopped.StartAsync();
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Static_files_are_served_compressed_and_kept_for_ever_by_name()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = chat.Gateway };
        var html = await http.GetStringAsync("/");
        var script = System.Text.RegularExpressions.Regex.Match(html, "src=\"(/assets/[^\"]+\\.js)\"").Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, script) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var reply = await http.SendAsync(request);
        Assert.Equal(["gzip"], reply.Content.Headers.ContentEncoding);
        Assert.Contains("immutable", reply.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
    }

    static async Task<string> HeardOrClosedAsync(RawSocket socket)
    {
        try
        {
            return (await socket.ReceiveAsync()).GetProperty("message").GetString()!;
        }
        catch (InvalidOperationException)
        {
            return $"{(int)socket.Socket.CloseStatus!.Value}";
        }
        catch (WebSocketException)
        {
            return "broken";
        }
    }
}
