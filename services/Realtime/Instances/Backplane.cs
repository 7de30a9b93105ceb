using Chat.Realtime.Delivery;
using Chat.Realtime.Hub;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Instances;

/// <summary>
/// Carries changes and notices to every instance that has listeners for them, over SignalR's Redis backplane. Each
/// instance is one member of the groups of its sessions and users (<see cref="InstanceConnection"/>), whatever number of
/// connections it has, and spreads what arrives itself.
/// </summary>
sealed class Backplane(HubLifetimeManager<ChatHub> manager, Arrivals here, InstanceMembership self)
{
    public const string Changes = "changes";
    public const string Notice = "notice";
    public const string SignOut = "sign_out";
    public const string Event = "signal";
    public const string Heads = "heads";
    public const string Person = "person";

    /// <summary>To all who listen to the session; those of this instance do not wait for Redis.</summary>
    public Task SendAsync(ChangeFrame changes, CancellationToken cancel)
    {
        here.Changes(changes);
        return manager.SendGroupExceptAsync(
            BackplaneGroups.OfSession(changes.SessionId), Changes,
            [changes.SessionId, changes.PrevRev, changes.Rev, changes.Fence, changes.Payload, changes.PostedAt?.Ticks ?? 0], [self.ConnectionId], cancel);
    }

    /// <summary>To every instance: how far sessions have come.</summary>
    public Task SendAsync(IReadOnlyList<SessionHead> heads, CancellationToken cancel) => manager.SendAllAsync(Heads, [heads], cancel);

    /// <summary>To every instance: what somebody is called now.</summary>
    public Task SendAsync(PersonNotice names, CancellationToken cancel) => manager.SendAllAsync(Person, [names], cancel);

    /// <summary>To all who listen to the session.</summary>
    public Task SendToSessionAsync(SessionNotice notice, CancellationToken cancel) =>
        manager.SendGroupAsync(BackplaneGroups.OfSession(notice.SessionId), Notice, [notice], cancel);

    /// <summary>An event of the hub to all who listen to the session and are known to be members as of the fence.</summary>
    public Task SendToSessionAsync<T>(long sessionId, string hubEvent, T argument, long fence, CancellationToken cancel) =>
        manager.SendGroupAsync(BackplaneGroups.OfSession(sessionId), Event, [sessionId, hubEvent, argument, fence], cancel);

    /// <summary>To all connections of a user.</summary>
    public Task SendToUserAsync(long userId, SessionNotice notice, CancellationToken cancel) =>
        manager.SendGroupAsync(BackplaneGroups.OfUser(userId), Notice, [notice], cancel);

    public Task SendToUserAsync(SignOutNotice notice, CancellationToken cancel) =>
        manager.SendGroupAsync(BackplaneGroups.OfUser(notice.UserId), SignOut, [notice], cancel);
}
