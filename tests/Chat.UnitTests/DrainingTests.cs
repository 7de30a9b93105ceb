using Chat.ServiceDefaults.Draining;

namespace Chat.UnitTests;

/// <summary>Over what time the clients of a stopping instance are sent away.</summary>
public sealed class DrainingTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(1_500, 3)]
    [InlineData(5_000, 10)]
    [InlineData(20_000, 18.4)]
    [InlineData(1_000_000, 18.4)]
    public void Clients_move_over_seconds_and_all_of_them_before_the_limit(int clients, double seconds)
    {
        var options = new DrainingOptions();
        Assert.Equal(seconds, options.SpreadOf(clients).TotalSeconds, precision: 3);
        for (var i = 0; i < 100; i++) Assert.InRange(options.MomentAmong(clients), TimeSpan.Zero, options.SpreadOf(clients));
    }
}
