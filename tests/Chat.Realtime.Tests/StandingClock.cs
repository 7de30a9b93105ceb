namespace Chat.Realtime.Tests;

/// <summary>Time stamps stand still unless they are moved; timers are real.</summary>
sealed class StandingClock : TimeProvider
{
    long _now = TimeSpan.TicksPerHour;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Pass(TimeSpan span) => _now += span.Ticks;

    /// <summary>A second passes; answers when what is done now was due.</summary>
    public long PassAndBeLate(TimeSpan late)
    {
        Pass(TimeSpan.FromSeconds(1));
        return _now - late.Ticks;
    }
}
