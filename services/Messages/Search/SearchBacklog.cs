using System.Diagnostics;
using Chat.Messages.Posting;

namespace Chat.Messages.Search;

/// <summary>Sessions that search may be behind in.</summary>
sealed class SearchBacklog : SessionBacklog
{
    long _lastAdded;

    /// <summary>How long ago this instance committed the last change.</summary>
    public TimeSpan Calm => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastAdded));

    public override void Add(long sessionId)
    {
        Volatile.Write(ref _lastAdded, Stopwatch.GetTimestamp());
        base.Add(sessionId);
    }
}
