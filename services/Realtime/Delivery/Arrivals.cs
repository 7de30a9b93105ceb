namespace Chat.Realtime.Delivery;

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
        if (notice.Change is SessionChange.Removed)
        {
            foreach (var subscriber in session.Evict(notice.UserId, notice.Version, time.GetUtcNow())) subscriber.Notify(notice);
            session.Notify(notice with { Change = SessionChange.Participants });
            return;
        }
        session.Notify(notice);
        if (notice.Change is SessionChange.Deleted) session.EvictAll(time.GetUtcNow());
    }

    public void Signal(long sessionId, string hubEvent, ReadOnlySpan<byte> argument)
    {
        if (registry.Find(sessionId) is { } session) session.Signal(HubFrames.Invocation(hubEvent, argument));
    }

    public void SignOut(SignOutNotice notice)
    {
        foreach (var subscriber in registry.OfUser(notice.UserId))
            if (notice.SignInIds.Count == 0 || notice.SignInIds.Contains(subscriber.Caller.SignInId)) subscriber.SignOut(notice.Reason);
    }
}
