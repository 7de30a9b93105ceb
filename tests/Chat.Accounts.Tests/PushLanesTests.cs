using Chat.Accounts.Push;

namespace Chat.Accounts.Tests;

public sealed class PushLanesTests
{
    [Fact]
    public void Of_a_session_the_newest_waits_and_sessions_keep_their_order()
    {
        var lanes = new PushLanes(10);
        Assert.True(lanes.TryAdd(Delivery(1, session: 7, seq: 1), out var isFirst));
        Assert.True(isFirst);
        Assert.True(lanes.TryAdd(Delivery(1, session: 8, seq: 1), out isFirst));
        Assert.False(isFirst);
        lanes.TryAdd(Delivery(1, session: 7, seq: 3), out _);
        lanes.TryAdd(Delivery(1, session: 7, seq: 2), out _);
        Assert.Equal((7, 3), Next(lanes, 1));
        Assert.Equal((8, 1), Next(lanes, 1));
        Assert.Null(Next(lanes, 1));
        // Its lane is closed: whoever comes next opens it.
        lanes.TryAdd(Delivery(1, session: 7, seq: 4), out isFirst);
        Assert.True(isFirst);
    }

    [Fact]
    public void What_is_given_back_does_not_take_the_place_of_what_is_newer()
    {
        var lanes = new PushLanes(10);
        lanes.TryAdd(Delivery(1, session: 7, seq: 1), out _);
        var taken = lanes.Take(1)!;
        lanes.GiveBack(taken);
        Assert.Equal((7, 1), Next(lanes, 1));
        lanes.TryAdd(Delivery(1, session: 7, seq: 2), out _);
        lanes.GiveBack(taken);
        Assert.Equal((7, 2), Next(lanes, 1));
        Assert.Null(Next(lanes, 1));
    }

    [Fact]
    public void There_is_room_for_so_many_and_no_more()
    {
        var lanes = new PushLanes(2);
        Assert.True(lanes.TryAdd(Delivery(1, session: 1, seq: 1), out _));
        Assert.True(lanes.TryAdd(Delivery(2, session: 1, seq: 1), out _));
        Assert.False(lanes.TryAdd(Delivery(3, session: 1, seq: 1), out var isFirst));
        Assert.False(isFirst);
        Assert.False(lanes.TryAdd(Delivery(1, session: 2, seq: 1), out _));
        Assert.True(lanes.TryAdd(Delivery(1, session: 1, seq: 2), out _));
        lanes.Clear(1);
        Assert.True(lanes.TryAdd(Delivery(3, session: 1, seq: 1), out isFirst));
        Assert.True(isFirst);
        Assert.Null(Next(lanes, 1));
    }

    static (long, long)? Next(PushLanes lanes, long id) => lanes.Take(id) is { } next ? (next.SessionId, next.Seq) : null;

    static PushDelivery Delivery(long id, long session, long seq) => new(
        new PushSubscription { Id = id, UserId = id, SignInId = "", Endpoint = "", P256dh = [], Auth = [] }, new PushNews("", "", "", ""), session, seq, DateTime.UnixEpoch);
}
