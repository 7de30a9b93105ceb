using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Problems;
using StackExchange.Redis;

namespace Chat.Realtime.Presence;

/// <summary>
/// The users with connections on this instance. A user who comes is shown at once; one who goes, some seconds after the last
/// connection, so that a reload or a move to another instance is no news. What is to be shown is gathered by session.
/// </summary>
/// <remarks>
/// Who goes is shown in the sessions that they are in at that time, which Sessions tells: connections know some of them, or other instances do.
/// </remarks>
sealed partial class PresenceTracker
{
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly Dictionary<long, PresentUser> _users = [];

    /// <summary>Users who may have gone; they stay until that is shown, whatever fails meanwhile.</summary>
    readonly HashSet<long> _going = [];
    readonly SessionRegistry _registry;
    readonly PresenceStore _store;
    readonly Membership.MembershipClient _sessions;
    readonly TimeProvider _time;
    readonly ILogger<PresenceTracker> _logger;
    Dictionary<long, PresenceNews> _news = [];

    public PresenceTracker(
        SessionRegistry registry, SessionRepair repair, PresenceStore store, Membership.MembershipClient sessions, TimeProvider time,
        ILogger<PresenceTracker> logger)
    {
        (_registry, _store, _sessions, _time, _logger) = (registry, store, sessions, time, logger);
        repair.Joined += (subscriber, sessionId) => Arrived(subscriber, [sessionId]);
    }

    sealed class PresentUser
    {
        public HashSet<Subscriber> Connections { get; } = [];

        /// <summary>Where they are shown.</summary>
        public HashSet<long> Sessions { get; } = [];
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
        var isNew = Arrived(subscriber, _registry.SessionsOf(subscriber));
        try
        {
            if (isNew) await _store.AddAsync(subscriber.Caller.UserId);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The renewal of the lease makes it good.
            Log.NotStored(_logger, e);
        }
    }

    /// <summary>Says whether this is the user's first connection here.</summary>
    bool Arrived(Subscriber subscriber, IEnumerable<long> sessions)
    {
        // Gone again already: then nobody would take it away.
        if (!_registry.Knows(subscriber)) return false;
        var userId = subscriber.Caller.UserId;
        var isNew = false;
        lock (_lock)
        {
            if (!_users.TryGetValue(userId, out var user))
            {
                isNew = true;
                _users[userId] = user = new PresentUser();
            }
            user.Connections.Add(subscriber);
            user.GoesAt = null;
            foreach (var sessionId in sessions)
                if (user.Sessions.Add(sessionId)) NewsOf(sessionId).Add(userId, isOnline: true);
        }
        if (!_registry.Knows(subscriber)) Left(subscriber);
        return isNew;
    }

    /// <summary>A connection is closed.</summary>
    public void Left(Subscriber subscriber)
    {
        lock (_lock)
        {
            if (!_users.TryGetValue(subscriber.Caller.UserId, out var user)) return;
            user.Connections.Remove(subscriber);
            if (user.Connections.Count == 0) user.GoesAt = _time.GetUtcNow() + Grace;
        }
    }

    /// <summary>Takes users offline whose time is up, unless they are connected elsewhere.</summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        List<long> going;
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            foreach (var (userId, user) in _users)
            {
                if (!(user.GoesAt <= now)) continue;
                _users.Remove(userId);
                _going.Add(userId);
            }
            // Who is back is shown by that.
            _going.ExceptWith(_users.Keys);
            going = [.. _going];
        }
        if (going.Count == 0) return;
        await _store.RemoveAsync(going);
        var elsewhere = await _store.OnlineElsewhereAsync(going);
        lock (_lock) _going.ExceptWith(elsewhere);
        await Parallel.ForEachAsync(going.Except(elsewhere), cancel, async (userId, stop) =>
        {
            var mine = await _sessions.ListForUserAsync(
                new ListForUserRequest { UserId = userId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: stop);
            GoneFrom(mine.Sessions.Select(session => session.SessionId), userId);
        });
    }

    /// <summary>Takes over the users of crashed instances.</summary>
    public async Task SweepAsync()
    {
        var left = await _store.TakeExpiredAsync();
        lock (_lock) _going.UnionWith(left);
    }

    /// <summary>What is to be shown since the last time, by session.</summary>
    public IReadOnlyDictionary<long, PresenceNews> TakeNews()
    {
        lock (_lock)
        {
            var news = _news;
            _news = [];
            return news;
        }
    }

    /// <summary>Takes back what could not be shown; what has happened since counts.</summary>
    public void Return(IReadOnlyDictionary<long, PresenceNews> unshown)
    {
        lock (_lock)
        {
            foreach (var (sessionId, news) in unshown) NewsOf(sessionId).AddOlder(news);
        }
    }

    /// <summary>Who of a session's participants is online. The caller's connection need not have joined it yet: it may be a moment old.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/></exception>
    public async Task<PresenceReply> OfSessionAsync(long callerId, long sessionId, CancellationToken cancel)
    {
        var snapshot = await _sessions.GetAsync(
            new GetMembershipRequest { SessionId = sessionId }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        var members = snapshot.Members.Select(member => member.UserId).ToList();
        if (!members.Contains(callerId)) throw new ChatException(ErrorCode.SessionNotFound);
        return new PresenceReply(sessionId, await _store.OnlineAsync(members));
    }

    void GoneFrom(IEnumerable<long> sessionIds, long userId)
    {
        lock (_lock)
        {
            _going.Remove(userId);
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
