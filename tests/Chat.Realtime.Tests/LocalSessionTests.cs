using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.Testing;
using CsCheck;
using Microsoft.AspNetCore.SignalR;
using static Chat.Realtime.Tests.Frames;

namespace Chat.Realtime.Tests;

/// <summary>The order and membership rules of delivery on one instance.</summary>
public sealed class LocalSessionTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Frames_in_any_order_with_repeats_are_delivered_once_and_in_order() =>
        // Each run: how many revisions each of a row of commits made, and in what order the frames arrive, some of them twice.
        Gen.Select(Gen.Int[1, 4].List[1, 20], Gen.Int[0, 1000].List[60]).Sample((sizes, order) =>
        {
            var commits = new List<ChangeFrame>();
            var rev = 10L;
            foreach (var size in sizes) commits.Add(Frame(rev, rev += size));
            var arrivals = commits.Concat(commits.Where((_, i) => order[i] % 3 == 0))
                .Select((frame, i) => (frame, key: order[i % order.Count] * 31 % 97)).OrderBy(pair => pair.key).Select(pair => pair.frame);

            var (session, subscriber) = Listening(startAt: 10);
            foreach (var frame in arrivals) Deliver(session, frame);

            Assert.Equal(Enumerable.Range(11, (int)rev - 10).Select(i => (long)i), subscriber.Revs);
            Assert.Equal(rev, session.Rev);
        });

    [Fact]
    public void A_frame_that_overlaps_what_is_known_is_cut_to_its_news()
    {
        var (session, subscriber) = Listening(startAt: 0);
        Deliver(session, Frame(0, 2));
        Deliver(session, Frame(1, 4));

        Assert.Equal([(0, 2), (2, 4)], subscriber.Delivered.Select(frame => (frame.PrevRev, frame.Rev)));
    }

    [Fact]
    public void A_gap_stops_delivery_until_it_is_closed()
    {
        var (session, subscriber) = Listening(startAt: 5);

        Deliver(session, Frame(6, 7));
        Assert.Equal(LocalSession.Need.Changes, session.WhatIsNeeded());
        Assert.Empty(subscriber.Delivered);
        Deliver(session, Frame(5, 6));
        Assert.Equal(LocalSession.Need.Nothing, session.WhatIsNeeded());
        Assert.Equal([6, 7], subscriber.Revs);
    }

    [Fact]
    public void What_arrives_while_others_are_served_goes_out_as_one_frame_each_once_and_in_order()
    {
        var session = new LocalSession(SessionId);
        var first = new Listener(userId: 1);
        // More arrives while the first frame goes out.
        first.WhenDelivered = frame =>
        {
            if (frame.Rev != 1) return;
            for (var rev = 1; rev < 10; rev++) session.Deliver(Frame(rev, rev + 1));
        };
        session.TryAdd(first, version: 1);
        session.StartAt(0);
        Deliver(session, Frame(0, 1));

        Assert.Equal([(0, 1), (1, 10)], first.Delivered.Select(frame => (frame.PrevRev, frame.Rev)));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), first.Revs);
    }

    [Fact]
    public async Task Many_listeners_are_served_by_another_thread_and_miss_nothing()
    {
        var stalled = 0;
        var session = new LocalSession(SessionId, _ => Interlocked.Increment(ref stalled));
        var listeners = Enumerable.Range(1, 100).Select(user => new Listener(user)).ToList();
        foreach (var listener in listeners) session.TryAdd(listener, version: 1);
        session.StartAt(0);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(part => Task.Run(() =>
        {
            for (var rev = part; rev < 900; rev += 4) session.Deliver(Frame(rev, rev + 1));
        })));
        await Eventually.BecomesTrueAsync(() => session.Rev == 900, "all is delivered");

        Assert.All(listeners, listener => Assert.Equal(Enumerable.Range(1, 900).Select(i => (long)i), listener.Revs));
        session.Deliver(Frame(901, 902));
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref stalled) > 0, "the gap is noticed");
    }

    [Fact]
    public void Nothing_is_delivered_before_it_is_known_where_to_begin()
    {
        var session = new LocalSession(SessionId);
        var subscriber = new Listener(userId: 1);
        session.TryAdd(subscriber, version: 1);
        Deliver(session, Frame(3, 4));
        Deliver(session, Frame(4, 5));
        Assert.Empty(subscriber.Delivered);

        session.StartAt(4);
        Assert.Equal([5], subscriber.Delivered.Select(frame => frame.Rev));
    }

    [Fact]
    public void What_was_posted_after_a_removal_is_held_until_the_members_are_known_again()
    {
        var (session, stays) = Listening(startAt: 0);
        var leaves = new Listener(userId: 2);
        session.TryAdd(leaves, version: 1);

        Deliver(session, Frame(0, 1, fence: 2));
        Assert.Equal(LocalSession.Need.Members, session.WhatIsNeeded());
        Assert.Empty(stays.Delivered);

        var gone = session.Confirm(new HashSet<long> { 1 }, version: 2, Now);
        Assert.Equal([leaves], gone);
        Assert.Equal([1], stays.Delivered.Select(frame => frame.Rev));
        Assert.Empty(leaves.Delivered);
    }

    [Fact]
    public void A_late_removal_does_not_evict_who_came_back_since()
    {
        var session = new LocalSession(SessionId);
        var subscriber = new Listener(userId: 2);
        session.TryAdd(subscriber, version: 9);

        Assert.Empty(session.Evict(userId: 2, version: 8, Now));
        Assert.Equal([subscriber], session.Evict(userId: 2, version: 10, Now));
    }

    [Fact]
    public void Late_news_of_an_older_membership_does_not_make_a_member_deaf()
    {
        var session = new LocalSession(SessionId);
        var subscriber = new Listener(userId: 2);
        session.TryAdd(subscriber, version: 9);
        session.TryAdd(subscriber, version: 5);

        Assert.Empty(session.Evict(userId: 2, version: 8, Now));
        Assert.True(session.Has(subscriber));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_failure_while_one_frame_is_spread_does_not_stop_the_next(int listeners)
    {
        var failures = 0;
        var session = new LocalSession(SessionId, failed: _ => Interlocked.Increment(ref failures));
        var all = Enumerable.Range(1, listeners).Select(user => new Listener(user)).ToList();
        foreach (var listener in all) session.TryAdd(listener, version: 1);
        session.StartAt(0);
        all[0].WhenDelivered = _ => throw new InvalidOperationException("a mistake");

        session.Deliver(Frame(0, 1));
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref failures) == 1, "the failure is told");
        all[0].WhenDelivered = null;
        session.Deliver(Frame(1, 2));
        await Eventually.BecomesTrueAsync(() => all.TrueForAll(listener => listener.Delivered.Exists(frame => frame.Rev == 2)), "the next frame is delivered");
    }

    [Fact]
    public void Signals_after_a_removal_reach_only_those_known_since()
    {
        var (session, old, back) = TwoListening(oldVersion: 1, newVersion: 3);
        session.Signal(Event, fence: 2);

        Assert.Equal((0, 1), (old.Signals, back.Signals));
        Assert.Equal(LocalSession.Need.Members, session.WhatIsNeeded());
    }

    [Fact]
    public void What_must_not_get_lost_waits_for_those_whose_membership_is_not_known_since_a_removal_and_passes_over_the_removed()
    {
        var (session, stays, back) = TwoListening(oldVersion: 1, newVersion: 3);
        var leaves = new Listener(userId: 3);
        session.TryAdd(leaves, version: 1);
        var told = new List<Subscriber>();
        session.Tell(told.Add, fence: 2);
        Assert.Equal([back], told);
        session.Tell(told.Add, fence: 4);
        Assert.Equal([back], told);

        Assert.Equal([leaves], session.Confirm(new HashSet<long> { 1, 2 }, version: 3, Now));
        Assert.Equal([back, stays], told);
        session.Confirm(new HashSet<long> { 1, 2 }, version: 4, Now);
        Assert.Equal([back, stays, stays, back], told);
        Assert.Equal(LocalSession.Need.Nothing, session.WhatIsNeeded());
    }

    [Fact]
    public void Who_joins_on_what_was_true_before_a_removal_that_is_known_here_is_asked_for()
    {
        var (session, subscriber) = Listening(startAt: 0);
        session.Evict(userId: 2, version: 8, Now);
        session.Confirm(new HashSet<long> { 1 }, version: 8, Now);
        Assert.Equal(LocalSession.Need.Nothing, session.WhatIsNeeded());

        var late = new Listener(userId: 2);
        session.TryAdd(late, version: 5);
        Assert.Equal(LocalSession.Need.Members, session.WhatIsNeeded());
        Assert.False(session.IsKnown(late, fence: 8));
        Assert.True(session.IsKnown(subscriber, fence: 8));
        session.Signal(Event, fence: 8);
        Assert.Equal((1, 0), (subscriber.Signals, late.Signals));
    }

    [Fact]
    public void Only_who_came_before_a_version_and_was_not_told_of_it_is_behind()
    {
        var (session, old, back) = TwoListening(oldVersion: 1, newVersion: 3);
        Assert.True(session.IsBehind(old, version: 3));
        Assert.False(session.IsBehind(back, version: 3));
        session.Told(version: 3);
        Assert.False(session.IsBehind(old, version: 3));
        Assert.True(session.IsBehind(old, version: 4));
    }

    [Fact]
    public void The_frame_that_closes_the_gap_gets_in_however_many_wait()
    {
        var (session, subscriber) = Listening(startAt: 0);
        for (var rev = 1; rev <= 1200; rev++) Deliver(session, Frame(rev, rev + 1));
        Assert.Empty(subscriber.Delivered);

        Deliver(session, Frame(0, 1));
        Assert.Equal(1001, session.Rev);
    }

    [Fact]
    public void Who_is_not_among_the_members_is_never_taken_for_one()
    {
        var session = new LocalSession(SessionId);
        var (stays, late) = (new Listener(userId: 1), new Listener(userId: 2));
        session.TryAdd(stays, version: 5);
        session.StartAt(0);
        Deliver(session, Frame(0, 1, fence: 6));
        // Joined on what was true at version 5, after the members of version 6 were asked for and before they came.
        session.TryAdd(late, version: 5);
        Assert.Equal([late], session.Confirm(new HashSet<long> { 1 }, version: 6, Now));
        Assert.Empty(late.Delivered);
    }

    [Fact]
    public void A_closed_session_takes_no_more_listeners()
    {
        var (session, subscriber) = Listening(startAt: 0);
        Assert.False(session.TryClose(Now.AddSeconds(1)));
        session.Remove(subscriber, Now);
        Assert.False(session.TryClose(Now));
        Assert.True(session.TryClose(Now.AddSeconds(1)));
        Assert.False(session.TryAdd(subscriber, version: 1));
    }

    /// <summary>Delivers, and answers when it is done: a busy machine's other thread may have taken the frame over.</summary>
    static void Deliver(LocalSession session, ChangeFrame frame)
    {
        session.Deliver(frame);
        session.Remove(new Listener(userId: -1), Now);
    }

    static SerializedHubMessage Event => HubFrames.Invocation("typing", "{}"u8);

    static (LocalSession Session, Listener Old, Listener New) TwoListening(long oldVersion, long newVersion)
    {
        var session = new LocalSession(SessionId);
        var (old, young) = (new Listener(userId: 1), new Listener(userId: 2));
        session.TryAdd(old, oldVersion);
        session.TryAdd(young, newVersion);
        session.StartAt(0);
        return (session, old, young);
    }

    static (LocalSession Session, Listener Subscriber) Listening(long startAt)
    {
        var session = new LocalSession(SessionId);
        var subscriber = new Listener(userId: 1);
        session.TryAdd(subscriber, version: 1);
        session.StartAt(startAt);
        return (session, subscriber);
    }
}
