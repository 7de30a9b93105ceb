using System.Text.Json;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Realtime.Instances;

/// <summary>Brings what arrives over the backplane to the connections of this instance. Returns at once; what needs asking is repaired beside.</summary>
sealed class Arrivals(SessionRegistry registry, SessionRepair repair, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>What is told of the heads of sessions counts this much later: nearly always the changes themselves are there by then.</summary>
    static readonly TimeSpan Leisure = TimeSpan.FromSeconds(1);

    public void Changes(ChangeFrame frame) => registry.Find(frame.SessionId)?.Deliver(frame);

    public void Heads(IReadOnlyList<SessionHead> heads) => _ = ExpectAsync(heads);

    async Task ExpectAsync(IReadOnlyList<SessionHead> heads)
    {
        await Task.Delay(Leisure, time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var head in heads) registry.Find(head.SessionId)?.Expect(head.Rev);
    }

    public void Notice(SessionNotice notice)
    {
        if (notice.Change is SessionChange.Added)
        {
            foreach (var subscriber in registry.OfUser(notice.UserId))
                if (subscriber.FollowsUser) repair.JoinAndNotify(subscriber, notice);
            return;
        }
        if (notice.Change is SessionChange.Preferences)
        {
            foreach (var subscriber in registry.OfUser(notice.UserId)) subscriber.Notify(notice);
            return;
        }
        if (registry.Find(notice.SessionId) is not { } session) return;
        session.Told(notice.Version);
        if (notice.Change is SessionChange.Removed)
        {
            Leave(session, session.Evict(notice.UserId, notice.Version, time.GetUtcNow()), notice);
            var left = notice with { Change = SessionChange.Participants };
            session.Tell(subscriber => subscriber.Notify(left), Math.Max(notice.Fence, notice.Version));
            return;
        }
        if (notice.Change is SessionChange.Deleted)
        {
            Leave(session, session.EvictAll(time.GetUtcNow()), notice);
            return;
        }
        session.Tell(subscriber => subscriber.Notify(notice), notice.Fence);
    }

    /// <summary>An event of the hub about a session; <see cref="HubEvents"/> says which may get lost.</summary>
    public void Event(long sessionId, string hubEvent, ReadOnlySpan<byte> argument, long fence)
    {
        if (registry.Find(sessionId) is not { } session) return;
        var (frame, size) = (HubFrames.Invocation(hubEvent, argument), argument.Length);
        if (HubEvents.MayGetLost(hubEvent)) session.Signal(frame, fence);
        else session.Tell(subscriber => subscriber.Tell(frame, size), fence);
    }

    /// <summary>
    /// Tells whoever shares a session with somebody, once, what they are called now; no fence is needed, as anybody signed in may know. What they
    /// say from now on over the connections that they have is said by that name.
    /// </summary>
    public void Person(PersonNotice names)
    {
        var own = registry.OfUser(names.UserId);
        foreach (var subscriber in own) subscriber.Rename(names);
        var argument = JsonSerializer.SerializeToUtf8Bytes(new { names.UserId, names.Username, names.DisplayName, names.Version }, JsonDefaults.Options);
        var frame = HubFrames.Invocation(HubEvents.Person, argument);
        var told = own.ToHashSet();
        foreach (var sessionId in names.Sessions)
            if (registry.Find(sessionId) is { } session) told.UnionWith(session.Subscribers);
        foreach (var subscriber in told) subscriber.Tell(frame, argument.Length);
    }

    void Leave(LocalSession session, Subscriber[] gone, SessionNotice notice)
    {
        registry.Forget(session, gone);
        foreach (var subscriber in gone) subscriber.Notify(notice);
    }

    public void SignOut(SignOutNotice notice)
    {
        foreach (var subscriber in registry.OfUser(notice.UserId))
            if (notice.SignInIds.Count == 0 || notice.SignInIds.Contains(subscriber.Caller.SignInId)) subscriber.SignOut(notice.Reason);
    }
}
