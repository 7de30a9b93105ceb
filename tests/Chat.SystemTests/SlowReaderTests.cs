using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>A client that does not read what it is sent.</summary>
public sealed class SlowReaderTests(ChatSystem chat)
{
    const int Writers = 4;
    const int PostsEach = 10;
    const int MostMessages = 3000;
    const long MostMemory = 200_000_000;

    // Some 23 KB on the wire: three bytes each would be six, escaped.
    static readonly string Text = new('中', 3900);

    [Theory]
    [InlineData("hub")]
    [InlineData("socket")]
    public async Task Whoever_stops_reading_is_cut_off_and_neither_delays_others_nor_fills_the_memory(string kind)
    {
        var (ada, bob, eve) = (await chat.NewUserAsync("ada"), await chat.NewUserAsync("bob"), await chat.NewUserAsync("eve"));
        var session = await ada.CreateSessionAsync("Slow", bob, eve);
        await using var reader = await bob.ListenAsync();
        var instances = await chat.InstancesAsync("realtime");
        var before = instances.Sum(instance => instance.Memory);

        using var stalled = kind == "hub" ? await StalledClient.JoinHubAsync(eve) : await StalledClient.OpenAsync(eve, $"/ws/chat/{session.Id}/");
        await Eventually.BecomesTrueAsync(() => IsShown("online"), "eve is shown online");
        var sent = 0;
        while (!IsShown("offline"))
        {
            Assert.True(sent < MostMessages, "eve is cut off");
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => PostAsync(ada, session.Id)));
            sent += Writers * PostsEach;
            // Step by step: bob is never far behind, whatever eve does.
            await Eventually.BecomesTrueAsync(() => reader.Messages(session.Id).Count == sent, "bob reads on", 60);
            Assert.InRange(instances.Sum(instance => instance.Memory) - before, long.MinValue, MostMemory);
        }

        Assert.Equal(Enumerable.Range(1, sent).Select(seq => (long)seq), reader.Messages(session.Id).Select(message => message.Seq));
        Assert.False(reader.Closed.IsCompleted);
        // Who reads nothing does not read the goodbye. If it got through, it says what to do; that it is said shows in the unit tests.
        var (end, wasTold) = await stalled.ReadToEndAsync();
        if (wasTold) Assert.Contains("resume", end, StringComparison.Ordinal);
        await using var back = await eve.ListenAsync();
        Assert.Equal(sent, Assert.Single(back.Joined.Sessions).Seq);

        bool IsShown(string way) => reader.Signals.Any(signal =>
            signal.Event is "presence" && signal.Argument.GetProperty(way).EnumerateArray().Any(id => id.GetInt64() == eve.Id));
    }

    static async Task PostAsync(ChatUser user, long sessionId)
    {
        // A user is shown offline some seconds after the last connection is gone; ada may not write so fast for so long, and tries again.
        for (var i = 0; i < PostsEach; i++)
        {
            var clientId = Guid.NewGuid();
            await Eventually.SucceedsAsync(() => user.PostAsync(sessionId, Text, clientId), "ada writes on");
        }
    }
}
