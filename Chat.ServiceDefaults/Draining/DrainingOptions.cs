using System.ComponentModel.DataAnnotations;

namespace Chat.ServiceDefaults.Draining;

/// <summary>Configuration section <c>Draining</c>: how an instance stops on SIGTERM.</summary>
public sealed class DrainingOptions
{
    /// <summary>Seconds between failing readiness and anything else: longer than balancers take to notice.</summary>
    [Range(0, 300)]
    public double NoticeSeconds { get; set; } = 2;

    /// <summary>Seconds over which clients are told to move, each at a moment of its own.</summary>
    [Range(0, 300)]
    public double SpreadSeconds { get; set; } = 3;

    /// <summary>
    /// Most clients told to move in a second: with many of them it takes longer than <see cref="SpreadSeconds"/>, but never more than there is until the
    /// limit: whoever has so many connections on an instance raises that.
    /// </summary>
    [Range(1, 100_000)]
    public int MovesPerSecond { get; set; } = 500;

    /// <summary>Seconds after which the instance stops in any case. Whoever sends the signal must have more patience.</summary>
    [Range(0, 3600)]
    public double LimitSeconds { get; set; } = 25;

    /// <summary>Part of the time until the limit that is for sending clients away; the rest is for what they have under way.</summary>
    const double ShareForMoves = 0.8;

    /// <summary>The time over which so many clients move.</summary>
    public TimeSpan SpreadOf(int clients) => TimeSpan.FromSeconds(Math.Min(
        Math.Max(SpreadSeconds, (double)clients / MovesPerSecond), Math.Max(0, LimitSeconds - NoticeSeconds) * ShareForMoves));

    /// <summary>A moment within the time over which so many clients move.</summary>
    public TimeSpan MomentAmong(int clients) => SpreadOf(clients) * Random.Shared.NextDouble();
}
