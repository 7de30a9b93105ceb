using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Connections;

/// <summary>How much one connection asks for in a while. Not thread-safe: the calls of a connection begin one after the other.</summary>
struct CallCount
{
    const int MaxCalls = 5000;
    const int MaxCostlyCalls = 60;

    static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    DateTimeOffset _windowEnd;
    int _calls;
    int _costlyCalls;

    /// <summary>Counts any call, or frame, also such as are refused.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/></exception>
    public void Add(DateTimeOffset now)
    {
        if (now >= _windowEnd) (_windowEnd, _calls, _costlyCalls) = (now + Window, 0, 0);
        if (++_calls > MaxCalls) throw TooMany(now);
    }

    /// <summary>Counts a call, which was added, as one that costs other services more than it costs the client.</summary>
    /// <inheritdoc cref="Add" path="/exception"/>
    public void AddCostly(DateTimeOffset now)
    {
        if (++_costlyCalls > MaxCostlyCalls) throw TooMany(now);
    }

    readonly ChatException TooMany(DateTimeOffset now) => new(ErrorCode.RateLimited) { RetryAfter = _windowEnd > now ? _windowEnd - now : TimeSpan.Zero };
}
