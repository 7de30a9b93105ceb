using Chat.Realtime.Delivery;
using Chat.Testing;
using static Chat.Realtime.Tests.Frames;

namespace Chat.Realtime.Tests;

/// <summary>What a session of an instance does that runs late.</summary>
public sealed class GatheringTests
{
    [Fact]
    public async Task On_an_instance_that_runs_late_the_next_changes_gather_and_go_out_as_one()
    {
        var (session, listener) = await RunningLateAsync();
        for (var rev = 1; rev < 5; rev++) session.Deliver(Frame(rev, rev + 1));
        await Eventually.BecomesTrueAsync(() => session.Rev == 5, "the others are delivered");

        Assert.Equal([(0, 1), (1, 5)], listener.Delivered.Select(frame => (frame.PrevRev, frame.Rev)));
        Assert.Equal([1, 2, 3, 4, 5], listener.Revs);
    }

    [Fact]
    public async Task On_an_instance_that_runs_late_an_answer_waits_for_what_gathers()
    {
        var (session, listener) = await RunningLateAsync();
        var gathered = session.GatheredAsync();
        session.Deliver(Frame(1, 2));
        Assert.False(gathered.IsCompleted);
        Assert.Equal([1], listener.Revs);

        await gathered.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Eventually.BecomesTrueAsync(() => session.Rev == 2, "what gathered is delivered");
    }

    [Fact]
    public async Task On_an_instance_that_runs_late_no_answer_waits_for_ever()
    {
        const int Changes = 40;
        var (session, listener) = await RunningLateAsync();
        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(part => Task.Run(async () =>
        {
            for (var n = 0; n < Changes; n++)
            {
                var gathered = session.GatheredAsync();
                session.Deliver(Frame(n, n + 1));
                await gathered;
            }
            return part;
        }))).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4], answers);
        Assert.Equal(Enumerable.Range(1, Changes).Select(i => (long)i), listener.Revs);
    }

    [Fact]
    public void On_an_instance_that_keeps_up_no_answer_waits() => Assert.True(new LocalSession(SessionId).GatheredAsync().IsCompletedSuccessfully);

    /// <summary>A session of an instance that runs late, with a first change just gone out.</summary>
    static async Task<(LocalSession Session, Listener Listener)> RunningLateAsync()
    {
        var clock = new StandingClock();
        var pace = new DeliveryPace(clock);
        for (var n = 0; n < 8; n++) pace.Began(clock.PassAndBeLate(TimeSpan.FromMilliseconds(50)));
        var session = new LocalSession(SessionId, pace: pace);
        var listener = new Listener(userId: 1);
        session.TryAdd(listener, version: 1);
        session.StartAt(0);
        // Nobody has been written to for long, so the first goes out; whoever is busy may hand it over.
        session.Deliver(Frame(0, 1));
        await Eventually.BecomesTrueAsync(() => session.Rev == 1, "the first is delivered");
        return (session, listener);
    }
}
