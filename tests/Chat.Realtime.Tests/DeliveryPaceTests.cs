using Chat.Realtime.Delivery;

namespace Chat.Realtime.Tests;

/// <summary>When changes gather, and for how long.</summary>
public sealed class DeliveryPaceTests
{
    readonly StandingClock _clock = new();
    readonly DeliveryPace _pace;

    public DeliveryPaceTests() => _pace = new DeliveryPace(_clock);

    [Fact]
    public void Who_keeps_up_lets_nothing_gather()
    {
        BeLate(milliseconds: 0.3, times: 20);
        Assert.Equal(TimeSpan.Zero, _pace.Pause);
    }

    [Fact]
    public void The_later_the_longer_up_to_a_tenth_of_a_second()
    {
        BeLate(milliseconds: 2, times: 20);
        Assert.InRange(_pace.Pause.TotalMilliseconds, 45, 50);
        BeLate(milliseconds: 3, times: 20);
        Assert.InRange(_pace.Pause.TotalMilliseconds, 70, 75);
        BeLate(milliseconds: 5_000, times: 20);
        Assert.Equal(TimeSpan.FromMilliseconds(100), _pace.Pause);
    }

    [Fact]
    public void Who_catches_up_lets_nothing_gather_any_more()
    {
        BeLate(milliseconds: 10, times: 20);
        BeLate(milliseconds: 0.1, times: 20);
        Assert.Equal(TimeSpan.Zero, _pace.Pause);
    }

    [Fact]
    public void One_delay_among_many_that_were_in_time_changes_nothing()
    {
        for (var n = 0; n < 500; n++)
        {
            _clock.Pass(TimeSpan.FromMilliseconds(1));
            _pace.Began(_clock.GetTimestamp() - (n == 100 ? TimeSpan.FromMilliseconds(60).Ticks : 0));
        }
        Assert.Equal(TimeSpan.Zero, _pace.Pause);
    }

    [Fact]
    public void What_begins_before_it_is_due_is_in_time()
    {
        BeLate(milliseconds: -40, times: 20);
        Assert.Equal(TimeSpan.Zero, _pace.Pause);
        BeLate(milliseconds: 4, times: 20);
        Assert.InRange(_pace.Pause.TotalMilliseconds, 95, 100);
    }

    void BeLate(double milliseconds, int times)
    {
        for (var n = 0; n < times; n++) _pace.Began(_clock.PassAndBeLate(TimeSpan.FromMilliseconds(milliseconds)));
    }
}
