using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Instances;

namespace Chat.Realtime.Delivery;

/// <summary>
/// Finds out what became of sessions while Redis could not tell this instance: compares what Sessions says of each user with what the user's connections
/// have joined, and tells them what differs.
/// </summary>
sealed class MissedNotices(SessionRegistry registry, SessionRepair repair, Membership.MembershipClient sessions)
{
    /// <summary>Thousands of users are asked for, but not at once.</summary>
    const int UsersAtOnce = 8;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <exception cref="Grpc.Core.RpcException">Sessions does not answer.</exception>
    public async Task FindAsync(CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = UsersAtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(registry.Users, options, async (userId, stop) =>
        {
            var mine = await sessions.ListForUserAsync(
                new ListForUserRequest { UserId = userId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: stop);
            var listed = mine.Sessions.ToDictionary(session => session.SessionId, session => session.Version);
            foreach (var subscriber in registry.OfUser(userId)) await CompareAsync(subscriber, listed);
        });
    }

    async Task CompareAsync(Subscriber subscriber, Dictionary<long, long> listed)
    {
        var joined = registry.SessionsOf(subscriber).ToHashSet();
        foreach (var sessionId in joined)
        {
            if (registry.Find(sessionId) is not { } session) continue;
            // The list may be older than the joining; the members are asked for now.
            if (!listed.TryGetValue(sessionId, out var version)) await repair.ReadMembersAsync(session);
            else if (session.IsBehind(subscriber, version)) subscriber.Notify(new SessionNotice(sessionId, version, SessionChange.Updated));
        }
        if (!subscriber.FollowsUser) return;
        foreach (var (sessionId, version) in listed)
            if (!joined.Contains(sessionId))
                repair.JoinAndNotify(subscriber, new SessionNotice(sessionId, version, SessionChange.Added, subscriber.Caller.UserId));
    }
}
