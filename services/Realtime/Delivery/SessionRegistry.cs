using System.Collections.Concurrent;
using Chat.Contracts.Messages.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Notes;
using Chat.ServiceDefaults.Problems;
using Chat.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;

namespace Chat.Realtime.Delivery;

/// <summary>The sessions and users that have connections on this instance, and their subscriptions to the backplane.</summary>
sealed partial class SessionRegistry : IDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>How long a session without listeners stays subscribed: clients that reconnect find it warm.</summary>
    static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    readonly ConcurrentDictionary<long, LocalSession> _sessions = new();
    readonly ConcurrentDictionary<long, LocalUser> _users = new();
    readonly ConcurrentDictionary<Subscriber, ConcurrentDictionary<long, bool>> _subscribers = new();
    readonly Reading.ReadingClient _messages;
    readonly IGroupSubscriptions _groups;
    readonly MessageNotes _notes;
    readonly DeliveryPace _pace;
    readonly ConnectionLimit _limit;
    readonly int _mostOfUser;
    readonly TimeProvider _time;
    readonly ILogger<SessionRegistry> _logger;

    // Subscribing and unsubscribing the same group must not overtake each other.
    readonly SemaphoreSlim _subscribing = new(1);

    public SessionRegistry(
        Reading.ReadingClient messages, IGroupSubscriptions groups, MessageNotes notes, ConnectionLimit limit,
        IOptions<ConnectionLimitOptions> limits, DeliveryPace pace, TimeProvider time,
        ILogger<SessionRegistry> logger)
    {
        (_messages, _groups, _notes, _pace, _time, _logger) = (messages, groups, notes, pace, time, logger);
        (_limit, _mostOfUser) = (limit, limits.Value.ConnectionsPerUser);
        ChatTelemetry.Meter.CreateObservableGauge("chat.realtime.connections", () => _subscribers.Count, "{connection}", "Open connections of this instance");
        ChatTelemetry.Meter.CreateObservableGauge("chat.realtime.sessions", () => _sessions.Count, "{session}", "Sessions with listeners on this instance");
        ChatTelemetry.Meter.CreateObservableGauge(
            "chat.realtime.delivery_pause", () => _pace.Pause.TotalSeconds, "s", "How long changes of a session gather because this instance runs late");
    }

    public void Dispose() => _subscribing.Dispose();

    /// <summary>A session was found to need something before it can go on.</summary>
    public event Action<LocalSession>? Stalled;

    /// <summary>Whether the connection is still open.</summary>
    public bool Knows(Subscriber subscriber) => _subscribers.ContainsKey(subscriber);

    public IEnumerable<LocalSession> Sessions => _sessions.Values;

    public ICollection<Subscriber> Subscribers => _subscribers.Keys;

    /// <summary>The users with connections on this instance.</summary>
    public ICollection<long> Users => _users.Keys;

    public LocalSession? Find(long sessionId) => _sessions.GetValueOrDefault(sessionId);

    /// <summary>The connections of a user on this instance.</summary>
    public IReadOnlyCollection<Subscriber> OfUser(long userId) => _users.GetValueOrDefault(userId)?.All ?? [];

    /// <summary>Makes a new connection known, before it joins anything.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.RateLimited"/></exception>
    public async Task ConnectAsync(Subscriber subscriber)
    {
        var userId = subscriber.Caller.UserId;
        _limit.Take(userId);
        if (_mostOfUser > 0 && OfUser(userId).Count >= _mostOfUser)
            throw new ChatException(ErrorCode.RateLimited, "You have too many connections; close some.");
        _subscribers[subscriber] = new();
        await _subscribing.WaitAsync();
        try
        {
            var user = _users.GetOrAdd(userId, _ => new LocalUser());
            if (user.Add(subscriber) == 1) await _groups.JoinAsync(BackplaneGroups.OfUser(userId));
        }
        catch
        {
            // Leave nothing behind: the next connection of this user must subscribe again.
            if (_users.TryGetValue(userId, out var user) && user.Remove(subscriber) == 0) _users.TryRemove(userId, out _);
            _subscribers.TryRemove(subscriber, out _);
            throw;
        }
        finally
        {
            _subscribing.Release();
        }
    }

    /// <summary>The sessions that a connection has joined.</summary>
    public ICollection<long> SessionsOf(Subscriber subscriber) => _subscribers.GetValueOrDefault(subscriber)?.Keys ?? [];

    /// <summary>These connections do not listen to the session any more, unless they have joined it again.</summary>
    public void Forget(LocalSession session, IEnumerable<Subscriber> gone)
    {
        foreach (var subscriber in gone)
        {
            if (!_subscribers.TryGetValue(subscriber, out var joined)) continue;
            joined.TryRemove(session.Id, out _);
            if (session.Has(subscriber)) joined[session.Id] = true;
        }
    }

    /// <summary>The session, if the connection listens to it.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.SessionNotFound"/></exception>
    public LocalSession FindFor(Subscriber subscriber, long sessionId) =>
        Find(sessionId) is { } session && session.Has(subscriber) ? session : throw new ChatException(ErrorCode.SessionNotFound);

    /// <summary>Forgets a closed connection.</summary>
    public async Task DisconnectAsync(Subscriber subscriber)
    {
        if (!_subscribers.TryRemove(subscriber, out var joined)) return;
        foreach (var sessionId in joined.Keys) Find(sessionId)?.Remove(subscriber, _time.GetUtcNow());

        var userId = subscriber.Caller.UserId;
        await _subscribing.WaitAsync();
        try
        {
            if (_users.TryGetValue(userId, out var user) && user.Remove(subscriber) == 0)
            {
                _users.TryRemove(userId, out _);
                await _groups.LeaveAsync(BackplaneGroups.OfUser(userId));
            }
        }
        finally
        {
            _subscribing.Release();
        }
    }

    /// <summary>
    /// Lets a connection hear of these sessions, from where they stand now; each with the version at which the membership was
    /// confirmed.
    /// </summary>
    public Task JoinAsync(Subscriber subscriber, IReadOnlyCollection<(long SessionId, long Version)> sessions, CancellationToken cancel) =>
        JoinAsync(subscriber, sessions, async joined =>
        {
            var reply = await _messages.GetHeadsAsync(
                new GetHeadsRequest { SessionIds = { joined.Keys } }, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
            foreach (var head in reply.Heads) joined[head.SessionId].StartAt(head.Rev);
            return true;
        });

    /// <summary>
    /// The same, where the caller reads how the sessions stand and starts them. Subscribe first, then read: what is posted in
    /// between arrives live.
    /// </summary>
    public async Task<T> JoinAsync<T>(
        Subscriber subscriber, IReadOnlyCollection<(long SessionId, long Version)> sessions, Func<IReadOnlyDictionary<long, LocalSession>, Task<T>> read)
    {
        var joined = new Dictionary<long, LocalSession>(sessions.Count);
        try
        {
            foreach (var (sessionId, version) in sessions) joined[sessionId] = await AddAsync(subscriber, sessionId, version);
            return await read(joined);
        }
        finally
        {
            // Closed while it joined: do not keep it.
            if (!Knows(subscriber))
                foreach (var local in joined.Values) local.Remove(subscriber, _time.GetUtcNow());
        }
    }

    /// <summary>Unsubscribes sessions that nobody has listened to for a while.</summary>
    public async Task SweepAsync()
    {
        var before = _time.GetUtcNow() - Linger;
        foreach (var session in _sessions.Values)
        {
            await _subscribing.WaitAsync();
            try
            {
                if (!session.TryClose(before)) continue;
                _sessions.TryRemove(KeyValuePair.Create(session.Id, session));
                await _groups.LeaveAsync(BackplaneGroups.OfSession(session.Id));
            }
            finally
            {
                _subscribing.Release();
            }
        }
    }

    async Task<LocalSession> AddAsync(Subscriber subscriber, long sessionId, long version)
    {
        var session = await FindOrAddAsync(subscriber, sessionId, version);
        if (_subscribers.TryGetValue(subscriber, out var joined)) joined[sessionId] = true;
        return session;
    }

    async Task<LocalSession> FindOrAddAsync(Subscriber subscriber, long sessionId, long version)
    {
        if (_sessions.TryGetValue(sessionId, out var known) && known.TryAdd(subscriber, version)) return known;

        await _subscribing.WaitAsync();
        try
        {
            if (_sessions.TryGetValue(sessionId, out known) && known.TryAdd(subscriber, version)) return known;
            var added = new LocalSession(sessionId, session => Stalled?.Invoke(session), _notes, e => Log.NotDelivered(_logger, e, sessionId), _pace);
            added.TryAdd(subscriber, version);
            await _groups.JoinAsync(BackplaneGroups.OfSession(sessionId));
            _sessions[sessionId] = added;
            return added;
        }
        finally
        {
            _subscribing.Release();
        }
    }

    static partial class Log
    {
        [LoggerMessage(3030, LogLevel.Error, "Delivery in session {SessionId} failed")]
        public static partial void NotDelivered(ILogger logger, Exception exception, long sessionId);
    }
}
