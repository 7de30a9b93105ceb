using System.IO.Pipelines;
using System.Text;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;
using Chat.Realtime.Instances;
using Chat.Testing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Realtime.Tests;

/// <summary>What a hub client gets that reads more slowly than is written to it.</summary>
public sealed class HubSubscriberTests
{
    [Fact]
    public async Task Whoever_is_behind_goes_without_signals_and_gets_all_the_rest()
    {
        // Takes one frame; the next waits until that is read.
        var pipe = DuplexPipe.WithRoomFor(bytes: 1);
        var connection = ConnectionOf(pipe);
        var subscriber = new HubSubscriber(new Caller(1, "u", "U", "s"), connection);

        subscriber.Tell(HubFrames.Invocation("first", "1"u8), size: 1);
        // One that waits may only wait for a thread.
        subscriber.Signal(HubFrames.Invocation("typing", "2"u8));
        for (var i = 0; i < 8; i++) subscriber.Tell(HubFrames.Invocation("read", "3"u8), size: 1);
        subscriber.Signal(HubFrames.Invocation("presence", "4"u8));
        subscriber.Notify(new SessionNotice(5, 1, SessionChange.Updated));

        var heard = "";
        while (!heard.Contains("\"session\"", StringComparison.Ordinal))
        {
            var read = await pipe.Client.ReadAsync(TestContext.Current.CancellationToken);
            heard += Encoding.UTF8.GetString(read.Buffer);
            pipe.Client.AdvanceTo(read.Buffer.End);
        }
        var targets = heard.Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Select(frame => frame.Split('"')[5]);
        Assert.Equal(["first", "typing", .. Enumerable.Repeat("read", 8), "session"], targets);
    }

    [Fact]
    public async Task Whoever_is_too_far_behind_is_told_to_resume_and_cut_off()
    {
        var pipe = DuplexPipe.WithRoomFor(bytes: 1);
        var connection = ConnectionOf(pipe);
        var subscriber = new HubSubscriber(new Caller(1, "u", "U", "s"), connection);
        // More than may wait for one who reads nothing.
        for (var i = 0; i < 300; i++) subscriber.Tell(HubFrames.Invocation("read", "1"u8), size: 1);

        var heard = await ReadToEndAsync(pipe.Client);
        Assert.Equal("{\"type\":7,\"error\":\"resume\",\"allowReconnect\":true}", heard.Split('\u001e', StringSplitOptions.RemoveEmptyEntries)[^1]);
        await Eventually.BecomesTrueAsync(() => connection.ConnectionAborted.IsCancellationRequested, "the connection is cut off");
    }

    static HubConnectionContext ConnectionOf(DuplexPipe pipe) =>
        new(new DefaultConnectionContext("slow", pipe.Transport, pipe.Application), new HubConnectionContextOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan }, NullLoggerFactory.Instance)
        {
            Protocol = new JsonHubProtocol(),
        };

    /// <summary>Reads until the goodbye, which is the last.</summary>
    static async Task<string> ReadToEndAsync(PipeReader client)
    {
        var heard = "";
        while (!heard.Contains("\"type\":7", StringComparison.Ordinal))
        {
            var read = await client.ReadAsync(TestContext.Current.CancellationToken);
            heard += Encoding.UTF8.GetString(read.Buffer);
            client.AdvanceTo(read.Buffer.End);
        }
        return heard;
    }

    /// <summary>The two ends of a connection whose client is a reader in a test.</summary>
    sealed record DuplexPipe(IDuplexPipe Transport, IDuplexPipe Application, PipeReader Client)
    {
        public static DuplexPipe WithRoomFor(int bytes)
        {
            var (toClient, fromClient) = (new Pipe(new PipeOptions(pauseWriterThreshold: bytes, resumeWriterThreshold: bytes)), new Pipe());
            return new DuplexPipe(new End(fromClient.Reader, toClient.Writer), new End(toClient.Reader, fromClient.Writer), toClient.Reader);
        }

        sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
