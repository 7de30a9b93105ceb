using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Fences;
using Chat.ServiceDefaults.RateLimits;

namespace Chat.Realtime.Signals;

/// <summary>
/// Shows that somebody is writing. Nothing is kept: clients show it for a few seconds after the last signal. A client may say so with
/// every key; of each session one signal a second is passed on for long. Some at once are, too: whoever sends a message and writes on, or meets
/// somebody who has just come, has something new to say.
/// </summary>
sealed class Typing(SessionRegistry registry, SessionFences fences, Backplane backplane, TimeProvider time)
{
    const int AtOnce = 3;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task TellAsync(HubSubscriber subscriber, long sessionId, CancellationToken cancel)
    {
        var session = registry.FindFor(subscriber, sessionId);
        subscriber.TypingPace ??= new TokenBuckets<long>(1, AtOnce, Interval, time);
        if (!subscriber.TypingPace.TryTake(sessionId, out _)) return;
        var fence = await fences.OfAsync(sessionId);
        // Perhaps removed a moment ago; the next signal will know.
        if (!session.IsKnown(subscriber, fence)) return;
        var caller = subscriber.Caller;
        var typing = new { SessionId = sessionId, caller.UserId, caller.Username, caller.DisplayName };
        await backplane.SendToSessionAsync(sessionId, HubEvents.Typing, typing, fence, cancel);
    }
}
