using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Problems;
using StackExchange.Redis;

namespace Chat.Realtime.Presence;

/// <summary>
/// The users with connections on this instance. A user who comes is shown at once; one who goes, some seconds after the last
/// connection, so that a reload or a move to another instance is no news. What is to be shown is gathered by session.
/// </summary>
sealed partial class PresenceTracker(
    SessionRegistry registry, PresenceStore store, Membership.MembershipClient sessions, TimeProvider time, ILogger<PresenceTracker> logger)
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly Dictionary<long, LocalUser> _users = [];
    Dictionary<long, PresenceNews> _news = [];

    sealed class LocalUser
    {
        public HashSet<Subscriber> Connections { get; } = [];
        public HashSet<long> Sessions { get; set; } = [];
        public DateTimeOffset? GoesAt { get; set; }
    }

    /// <summary>The users that are online by this instance.</summary>
    public IReadOnlyCollection<long> Users
    {
        get { lock (_lock) return [.. _users.Keys]; }
    }

    /// <summary>A connection has joined its sessions.</summary>
    public async Task ArrivedAsync(Subscriber subscriber)
    {
        // Gone again already: then nobody would take it away.
        if (!registry.Knows(subscriber)) return;
        var userId = subscriber.Caller.UserId;
        var isNew = false;
        lock (_lock)
        {
            if (!_users.TryGetValue(userId, out var user))
            {
                isNew = true;
                _users[userId] = user = new LocalUser();
            }
            user.Connections.Add(subscriber);
            user.GoesAt = null;
            var before = user.Sessions;
            user.Sessions = [.. registry.SessionsOf(subscriber)];
            foreach (var sessionId in isNew ? user.Sessions : user.Sessions.Except(before)) NewsOf(sessionId).Add(userId, isOnline: true);
        }
        if (!registry.Knows(subscriber)) Left(subscriber);
        try
        {
            if (isNew) await store.AddAsync(userId);
        }
        catch (RedisException e)
        {
            // The renewal of the lease makes it good.
            Log.NotStored(logger, e);
        }
    }

    /// <summary>A connection is closed.</summary>
    public void Left(Subscriber subscriber)
    {
        lock (_lock)
        {
            if (!_users.TryGetValue(subscriber.Caller.UserId, out var user)) return;
            user.Connections.Remove(subscriber);
            if (user.Connections.Count == 0) user.GoesAt = time.GetUtcNow() + Grace;
        }
    }

    /// <summary>Takes users offline whose time is up, unless they are connected elsewhere.</summary>
    public async Task SettleAsync()
    {
        Dictionary<long, HashSet<long>> gone;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            gone = _users.Where(user => user.Value.GoesAt <= now).ToDictionary(user => user.Key, user => user.Value.Sessions);
            foreach (var userId in gone.Keys) _users.Remove(userId);
        }
        foreach (var userId in gone.Keys) await store.RemoveAsync(userId);
        foreach (var userId in gone.Keys.Except(await store.OnlineElsewhereAsync([.. gone.Keys]))) GoneFrom(gone[userId], userId);
    }

    /// <summary>Shows users of crashed instances as gone, unless they are back.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        var left = await store.TakeExpiredAsync();
        var gone = left.Except(await store.OnlineAsync(left)).ToList();
        await Parallel.ForEachAsync(gone, cancel, async (userId, stop) =>
        {
            var mine = await sessions.ListForUserAsync(new ListForUserRequest { UserId = userId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: stop);
            GoneFrom(mine.Sessions.Select(session => session.SessionId), userId);
        });
    }

    /// <summary>What is to be shown since the last time.</summary>
    public IReadOnlyCollection<PresenceNews> TakeNews()
    {
        lock (_lock)
        {
            var news = _news.Values;
            _news = [];
            return news;
        }
    }

    /// <summary>Who of a session's participants is online. The caller's connection need not have joined it yet: it may be a moment old.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/></exception>
    public async Task<PresenceReply> OfSessionAsync(long callerId, long sessionId, CancellationToken cancel)
    {
        var snapshot = await sessions.GetAsync(
            new GetMembershipRequest { SessionId = sessionId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        var members = snapshot.Members.Select(member => member.UserId).ToList();
        if (!members.Contains(callerId)) throw new ChatException(ErrorCode.SessionNotFound);
        return new PresenceReply(sessionId, await store.OnlineAsync(members));
    }

    void GoneFrom(IEnumerable<long> sessionIds, long userId)
    {
        lock (_lock)
        {
            // Back in the meantime.
            if (_users.ContainsKey(userId)) return;
            foreach (var sessionId in sessionIds) NewsOf(sessionId).Add(userId, isOnline: false);
        }
    }

    PresenceNews NewsOf(long sessionId)
    {
        if (!_news.TryGetValue(sessionId, out var news)) _news[sessionId] = news = new PresenceNews(sessionId);
        return news;
    }

    static partial class Log
    {
        [LoggerMessage(3500, LogLevel.Warning, "A user's presence could not be stored; trying again")]
        public static partial void NotStored(ILogger logger, Exception exception);
    }
}
