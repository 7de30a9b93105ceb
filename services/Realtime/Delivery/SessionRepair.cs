using System.Collections.Concurrent;
using Chat.Contracts.Messages.V1;
using Chat.Contracts.Sessions.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Instances;

namespace Chat.Realtime.Delivery;

/// <summary>
/// Gets a session going again whose delivery stands still: fetches the changes that are missing, or reads the members again
/// when a removal came between. One repair per session at a time; it goes on until nothing is needed or nobody listens.
/// </summary>
sealed partial class SessionRepair
{
    const int ChangesAtOnce = 200;
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    /// <summary>Two writers' events overtake each other by milliseconds, by more under load; most gaps close by themselves in this time.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    readonly ConcurrentDictionary<LocalSession, bool> _underWay = new();
    readonly SessionRegistry _registry;
    readonly Reading.ReadingClient _messages;
    readonly Contracts.Sessions.V1.Membership.MembershipClient _sessions;
    readonly TimeProvider _time;
    readonly CancellationToken _stopping;
    readonly ILogger<SessionRepair> _logger;

    public SessionRepair(
        SessionRegistry registry,
        Reading.ReadingClient messages,
        Contracts.Sessions.V1.Membership.MembershipClient sessions,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<SessionRepair> logger)
    {
        (_registry, _messages, _sessions, _time, _stopping, _logger) = (registry, messages, sessions, time, lifetime.ApplicationStopping, logger);
        registry.Stalled += Start;
    }

    /// <summary>A connection has joined a session that its user was added to.</summary>
    public event Action<Subscriber, long>? Joined;

    /// <summary>Repairs in the background.</summary>
    public void Start(LocalSession session)
    {
        if (_underWay.TryAdd(session, true)) _ = RunAsync(session);
    }

    /// <summary>Adds a connection to a session that its user was added to, and then tells it.</summary>
    public void JoinAndNotify(Subscriber subscriber, SessionNotice notice) => _ = JoinAndNotifyAsync(subscriber, notice);

    async Task JoinAndNotifyAsync(Subscriber subscriber, SessionNotice notice)
    {
        for (var pause = Patience; !_stopping.IsCancellationRequested && _registry.Knows(subscriber); pause = Longer(pause))
        {
            try
            {
                // The news may be old: they may have been removed again since.
                var snapshot = await _sessions.GetAsync(
                    new GetMembershipRequest { SessionId = notice.SessionId, UserIds = { notice.UserId } }, deadline: DateTime.UtcNow + Deadline,
                    cancellationToken: _stopping);
                if (snapshot.Members.Count == 0) return;
                await _registry.JoinAsync(subscriber, [(notice.SessionId, snapshot.Version)], _stopping);
                subscriber.Notify(notice);
                Joined?.Invoke(subscriber, notice.SessionId);
                return;
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                Log.NotJoined(_logger, e, notice.SessionId);
            }
            await Task.Delay(pause, _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task RunAsync(LocalSession session)
    {
        await Task.Yield();
        var pause = Patience;
        while (NeedsMore(session))
        {
            var (need, rev) = (session.WhatIsNeeded(), session.Rev);
            // A membership is asked for at once; a gap may close by itself.
            if (need is LocalSession.Need.Changes || pause > Patience)
                await Task.Delay(pause, _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await MeetAsync(session, session.WhatIsNeeded());
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                Log.Failed(_logger, e, session.Id, need);
            }
            var wasOfUse = session.WhatIsNeeded() != need || session.Rev != rev;
            pause = wasOfUse ? Patience : Longer(pause);
        }
        _underWay.TryRemove(session, out _);
        // A frame that came while we were leaving found us still here.
        if (NeedsMore(session)) Start(session);
    }

    bool NeedsMore(LocalSession session) =>
        !_stopping.IsCancellationRequested && _registry.Find(session.Id) == session && session.WhatIsNeeded() is not LocalSession.Need.Nothing;

    static TimeSpan Longer(TimeSpan pause) => pause * 2 < MaxPause ? pause * 2 : MaxPause;

    Task MeetAsync(LocalSession session, LocalSession.Need need) => need switch
    {
        LocalSession.Need.Changes => FetchChangesAsync(session),
        LocalSession.Need.Members => ReadMembersAsync(session),
        _ => Task.CompletedTask,
    };

    async Task FetchChangesAsync(LocalSession session)
    {
        GetChangesReply reply;
        do
        {
            if (session.Rev is not { } rev) return;
            reply = await _messages.GetChangesAsync(
                new GetChangesRequest { SessionId = session.Id, SinceRev = rev, Limit = ChangesAtOnce }, deadline: DateTime.UtcNow + Deadline);
            if (reply.Rev <= rev) return;
            var changes = new ChangesDto(session.Id, rev, reply.Rev, reply.Messages.ToStates(session.Id));
            session.Deliver(ChangeFrame.Of(changes, reply.Fence));
        }
        while (reply.More && session.Rev == reply.Rev);
    }

    /// <summary>Takes over who is in the session now.</summary>
    public async Task ReadMembersAsync(LocalSession session)
    {
        var snapshot = await _sessions.GetAsync(new GetMembershipRequest { SessionId = session.Id }, deadline: DateTime.UtcNow + Deadline);
        var (version, change) = snapshot.Exists ? (snapshot.Version, SessionChange.Removed) : (long.MaxValue - 1, SessionChange.Deleted);
        var gone = session.Confirm(snapshot.Members.Select(member => member.UserId).ToHashSet(), version, _time.GetUtcNow());
        _registry.Forget(session, gone);
        foreach (var subscriber in gone) subscriber.Notify(new SessionNotice(session.Id, snapshot.Version, change, subscriber.Caller.UserId));
    }

    static partial class Log
    {
        [LoggerMessage(3000, LogLevel.Warning, "Session {SessionId} waits for {Need}; asking again")]
        public static partial void Failed(ILogger logger, Exception exception, long sessionId, LocalSession.Need need);

        [LoggerMessage(3001, LogLevel.Warning, "A connection could not join session {SessionId} that its user was added to")]
        public static partial void NotJoined(ILogger logger, Exception exception, long sessionId);
    }
}
