namespace Chat.Realtime.Delivery;

/// <summary>Brings what arrives over the backplane to the connections of this instance. Returns at once; what needs asking is repaired beside.</summary>
sealed class Arrivals(SessionRegistry registry, SessionRepair repair, TimeProvider time)
{
    public void Changes(ChangeFrame frame) => registry.Find(frame.SessionId)?.Deliver(frame);

    public void Notice(SessionNotice notice)
    {
        if (notice.Change is SessionChange.Added)
        {
            foreach (var subscriber in registry.OfUser(notice.UserId))
                if (subscriber.FollowsUser) repair.JoinAndNotify(subscriber, notice);
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
