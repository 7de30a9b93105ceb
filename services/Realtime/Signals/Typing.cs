using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;
using Chat.ServiceDefaults.Fences;

namespace Chat.Realtime.Signals;

/// <summary>
/// Shows that somebody is writing. Nothing is kept: clients show it for a few seconds after the last signal. A client may say so with
/// every key; one signal a second and session is passed on.
/// </summary>
sealed class Typing(SessionRegistry registry, SessionFences fences, Backplane backplane, TimeProvider time)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task TellAsync(HubSubscriber subscriber, long sessionId, CancellationToken cancel)
    {
        var session = registry.FindFor(subscriber, sessionId);
        if (!subscriber.TryPace(sessionId, time.GetUtcNow(), Interval)) return;
        var fence = await fences.OfAsync(sessionId);
        // Perhaps removed a moment ago; the next signal will know.
        if (!session.IsKnown(subscriber, fence)) return;
        var caller = subscriber.Caller;
        var typing = new { SessionId = sessionId, caller.UserId, caller.Username, caller.DisplayName };
        await backplane.SendToSessionAsync(sessionId, HubEvents.Typing, typing, fence, cancel);
    }
}
