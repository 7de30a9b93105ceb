using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;

namespace Chat.Realtime.Signals;

/// <summary>
/// Shows that somebody is writing. Nothing is kept: clients show it for a few seconds after the last signal. A client may say so with
/// every key; one signal a second and session is passed on.
/// </summary>
sealed class Typing(SessionRegistry registry, Backplane backplane, TimeProvider time)
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public async Task TellAsync(HubSubscriber subscriber, long sessionId, CancellationToken cancel)
    {
        registry.FindFor(subscriber, sessionId);
        if (!subscriber.TryPace(sessionId, time.GetUtcNow(), Interval)) return;
        var caller = subscriber.Caller;
        await backplane.SendToSessionAsync(sessionId, "typing", new { SessionId = sessionId, caller.UserId, caller.Username, caller.DisplayName }, cancel);
    }
}
