using Chat.ServiceDefaults.RateLimits;

namespace Chat.UnitTests;

public sealed class TokenBucketsTests
{
    sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    readonly Clock _clock = new();

    static int Taken(TokenBuckets<string> buckets, string key = "ada")
    {
        var taken = 0;
        while (taken < 10_000 && buckets.TryTake(key, out _)) taken++;
        return taken;
    }

    [Fact]
    public void A_full_bucket_gives_its_burst_and_then_its_rate()
    {
        var buckets = new TokenBuckets<string>(2, atOnce: 5, TimeSpan.FromSeconds(1), _clock);
        Assert.Equal(5, Taken(buckets));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(2, Taken(buckets));
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(5, Taken(buckets));
    }

    [Fact]
    public void Who_is_refused_is_told_when_it_will_do_and_loses_nothing_by_asking()
    {
        var buckets = new TokenBuckets<string>(60, atOnce: 1, TimeSpan.FromMinutes(1), _clock);
        Assert.True(buckets.TryTake("ada", out var wait));
        Assert.Equal(TimeSpan.Zero, wait);
        _clock.Now += TimeSpan.FromMilliseconds(400);
        for (var i = 0; i < 3; i++)
        {
            Assert.False(buckets.TryTake("ada", out wait));
            Assert.Equal(TimeSpan.FromMilliseconds(600), wait);
        }
        _clock.Now += wait;
        Assert.True(buckets.TryTake("ada", out _));
    }

    [Fact]
    public void Each_key_has_a_bucket_of_its_own()
    {
        var buckets = new TokenBuckets<string>(1, atOnce: 3, TimeSpan.FromSeconds(1), _clock);
        Assert.Equal(3, Taken(buckets));
        Assert.Equal(3, Taken(buckets, "bob"));
    }

    [Fact]
    public void Full_buckets_are_forgotten()
    {
        var buckets = new TokenBuckets<string>(1, atOnce: 1, TimeSpan.FromSeconds(1), _clock);
        for (var i = 0; i < 100_000; i++)
        {
            Assert.True(buckets.TryTake($"user {i}", out _));
            _clock.Now += TimeSpan.FromMilliseconds(10);
        }
        // A hundred are not full yet.
        Assert.InRange(buckets.Count, 100, 1_000);
        Assert.False(buckets.TryTake("user 99999", out _));
    }
}
