using System.Collections.Concurrent;
using Chat.Realtime.Connections;
using Chat.ServiceDefaults.Notes;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Realtime.Delivery;

/// <summary>
/// One session on this instance: who listens here, and how far they have been told.
/// </summary>
/// <param name="id">The session.</param>
/// <param name="stalled">Called when delivery stands still until something is fetched; returns at once.</param>
/// <param name="notes">Where it is noted what went out.</param>
/// <param name="failed">Called when delivery failed by a mistake of ours.</param>
/// <param name="pace">How long changes gather; without one they never do.</param>
/// <remarks>
/// Invariants, all under the lock of this object. What is delivered is delivered to every listener, in revision order, each
/// revision once: repeats are dropped, what comes early waits for what is missing. Nothing is delivered while a listener's
/// membership is only known from before the frame's fence, so whoever was removed before a message was posted never gets
/// it; the same holds for what has no revision. A listener added now gets everything after <see cref="Rev"/>.
///
/// Frames that come while others are being spread go out together: a write costs nearly the same for one message as for
/// ten, so a busy session becomes cheaper by the message. Nobody waits for a timer, unless the instance is late with
/// everything (<see cref="DeliveryPace"/>); then answers wait for the changes, too, to share their write.
/// </remarks>
sealed class LocalSession(
    long id, Action<LocalSession>? stalled = null, MessageNotes? notes = null, Action<Exception>? failed = null, DeliveryPace? pace = null)
{
    /// <summary>More frames than this do not wait; they are fetched again once the gap is closed.</summary>
    const int MaxWaiting = 1000;

    /// <summary>Bytes that go out in one frame, unless one alone is larger.</summary>
    const int MaxJoined = 64 * 1024;

    /// <summary>With no more listeners than this they are served by whoever brings the frame: sooner done than handed over.</summary>
    const int FewListeners = 16;

    readonly Lock _lock = new();
    readonly ConcurrentQueue<ChangeFrame> _arrived = new();
    readonly SortedDictionary<long, ChangeFrame> _waiting = [];
    readonly HeldNews _held = new();
    readonly DeliveryPace _pace = pace ?? new DeliveryPace(TimeProvider.System);
    int _spreading;
    long _spreadAt;
    TaskCompletionSource? _gathered;
    Listener[] _listeners = [];
    long? _rev;
    long _expected;
    long _fence;
    long _told;
    long _membersKnownAt = long.MaxValue;
    bool _closed;
    DateTimeOffset _emptySince;

    readonly record struct Listener(Subscriber Subscriber, long Version);

    /// <summary>Why delivery stands still.</summary>
    public enum Need
    {
        Nothing,

        /// <summary>Changes are missing: before those that wait, or the last ones.</summary>
        Changes,

        /// <summary>The members must be read again before what waits can go out.</summary>
        Members,
    }

    public long Id => id;

    /// <summary>The revision told to the listeners; null while it is not known where to begin.</summary>
    public long? Rev
    {
        get { lock (_lock) return _rev; }
    }

    /// <summary>Adds a listener whose membership was true at this version of the session. False if this object is closed: use a new one.</summary>
    public bool TryAdd(Subscriber subscriber, long version)
    {
        lock (_lock)
        {
            if (_closed) return false;
            // News of an older membership may come late: what is known already stays known.
            var known = Array.Find(_listeners, listener => listener.Subscriber == subscriber).Version;
            _listeners = [.. _listeners.Where(listener => listener.Subscriber != subscriber), new Listener(subscriber, Math.Max(known, version))];
            Recount();
            return true;
        }
    }

    /// <summary>Removes a listener; says whether it was one.</summary>
    public bool Remove(Subscriber subscriber, DateTimeOffset now)
    {
        lock (_lock)
        {
            var wasThere = RemoveWhere(listener => listener.Subscriber == subscriber, now).Length > 0;
            Drain();
            return wasThere;
        }
    }

    /// <summary>Removes the connections of a user who left at this version; those of a newer membership stay.</summary>
    public Subscriber[] Evict(long userId, long version, DateTimeOffset now)
    {
        Subscriber[] gone;
        lock (_lock)
        {
            gone = RemoveWhere(listener => listener.Subscriber.Caller.UserId == userId && listener.Version < version, now);
            Drain();
        }
        // Whoever comes with an older membership later may be one of them.
        Fence(version);
        return gone;
    }

    /// <summary>Removes everybody, as the session is gone.</summary>
    public Subscriber[] EvictAll(DateTimeOffset now) => RemoveWhere(_ => true, now);

    /// <summary>Takes over the members as of a version; removes and answers the listeners who are not among them.</summary>
    public Subscriber[] Confirm(IReadOnlySet<long> members, long version, DateTimeOffset now)
    {
        // In one go: who is added in between was confirmed at an older version and must not be raised to this one unseen.
        lock (_lock)
        {
            var gone = RemoveWhere(listener => listener.Version < version && !members.Contains(listener.Subscriber.Caller.UserId), now);
            _listeners = Array.ConvertAll(_listeners, listener => listener with { Version = Math.Max(listener.Version, version) });
            Recount();
            Drain();
            return gone;
        }
    }

    /// <summary>Says where delivery begins, if that is not known yet.</summary>
    public void StartAt(long rev)
    {
        Need need;
        lock (_lock)
        {
            _rev ??= rev;
            need = Drain();
        }
        Report(need);
    }

    /// <summary>Delivers the frame now, soon, later or never, as the invariants ask. Returns before many listeners are served.</summary>
    public void Deliver(ChangeFrame frame)
    {
        _arrived.Enqueue(frame);
        // Whoever spreads at this moment takes it along.
        if (Interlocked.Exchange(ref _spreading, 1) != 0) return;
        var now = _pace.Time.GetTimestamp();
        var pause = PauseLeft(now);
        if (pause > TimeSpan.Zero) _ = SpreadAfterAsync(pause);
        // Behind what the pool has to do already more frames of the session gather, and go out as one: the busier, the fewer writes.
        else if (Volatile.Read(ref _listeners).Length > FewListeners || ThreadPool.PendingWorkItemCount > 0)
            ThreadPool.UnsafeQueueUserWorkItem(static work => work.Session.SpreadLate(work.Due), (Session: this, Due: now), preferLocal: false);
        else Spread();
    }

    /// <summary>
    /// Ends when what gathers goes out, within <see cref="DeliveryPace.Pause"/>; at once while nothing has to gather. What is written then shares
    /// its write with the changes.
    /// </summary>
    public Task GatheredAsync()
    {
        var pause = PauseLeft(_pace.Time.GetTimestamp());
        if (pause <= TimeSpan.Zero) return Task.CompletedTask;
        var gathered = Volatile.Read(ref _gathered);
        if (gathered is null)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            gathered = Interlocked.CompareExchange(ref _gathered, mine, null) ?? mine;
        }
        if (Interlocked.Exchange(ref _spreading, 1) == 0) _ = SpreadAfterAsync(pause);
        return gathered.Task;
    }

    /// <summary>The session is known to have reached this revision, whatever arrived of it.</summary>
    public void Expect(long rev)
    {
        Need need;
        lock (_lock)
        {
            _expected = Math.Max(_expected, rev);
            need = Needed();
        }
        Report(need);
    }

    public Need WhatIsNeeded()
    {
        lock (_lock) return Needed();
    }

    /// <summary>Whether nobody listens since before this time; then nobody can be added any more.</summary>
    public bool TryClose(DateTimeOffset emptyBefore)
    {
        lock (_lock) return _closed = _listeners.Length == 0 && _emptySince < emptyBefore;
    }

    /// <summary>
    /// Tells all listeners of something that has no revision; those whose membership is only known from before the fence once it is known again.
    /// </summary>
    public void Tell(Action<Subscriber> tell, long fence)
    {
        List<Subscriber>? unsure = null;
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            if (listener.Version >= fence) tell(listener.Subscriber);
            else (unsure ??= []).Add(listener.Subscriber);
        }
        if (unsure is null) return;
        lock (_lock)
        {
            _held.Add(tell, fence, unsure);
            // They may have been confirmed since.
            Release();
        }
        Fence(fence);
    }

    /// <summary>Hands on an event that may get lost, to those who are known to be members as of the fence.</summary>
    public void Signal(SerializedHubMessage frame, long fence)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
            if (listener.Version >= fence) listener.Subscriber.Signal(frame);
        if (fence > Volatile.Read(ref _membersKnownAt)) Fence(fence);
    }

    /// <summary>Somebody was removed at this version: who listens must be known as of then.</summary>
    void Fence(long version)
    {
        Need need;
        lock (_lock)
        {
            _fence = Math.Max(_fence, version);
            need = Needed();
        }
        Report(need);
    }

    /// <summary>The listeners were told of this version of the session.</summary>
    public void Told(long version)
    {
        lock (_lock) _told = Math.Max(_told, version);
    }

    /// <summary>Whether the connection is a listener who came before this version of the session, and was not told of it.</summary>
    public bool IsBehind(Subscriber subscriber, long version)
    {
        lock (_lock) return _told < version && Array.Exists(_listeners, listener => listener.Subscriber == subscriber && listener.Version < version);
    }

    /// <summary>Whether the connection is a listener whose membership is known as of the fence; if not, it is asked for.</summary>
    public bool IsKnown(Subscriber subscriber, long fence)
    {
        var isKnown = Array.Exists(Volatile.Read(ref _listeners), listener => listener.Subscriber == subscriber && listener.Version >= fence);
        if (!isKnown) Fence(fence);
        return isKnown;
    }

    /// <summary>Who listens.</summary>
    public IEnumerable<Subscriber> Subscribers => Volatile.Read(ref _listeners).Select(listener => listener.Subscriber);

    /// <summary>Whether the connection is a listener.</summary>
    public bool Has(Subscriber subscriber) => Array.Exists(Volatile.Read(ref _listeners), listener => listener.Subscriber == subscriber);

    static ChangeFrame LongerOf(ChangeFrame? one, ChangeFrame other) => one is not null && one.Rev > other.Rev ? one : other;

    TimeSpan PauseLeft(long now) => _pace.Pause - _pace.Time.GetElapsedTime(Volatile.Read(ref _spreadAt), now);

    async Task SpreadAfterAsync(TimeSpan pause)
    {
        var due = _pace.Time.GetTimestamp() + (long)(pause.TotalSeconds * _pace.Time.TimestampFrequency);
        await Task.Delay(pause, _pace.Time);
        SpreadLate(due);
    }

    void SpreadLate(long due)
    {
        _pace.Began(due);
        Spread();
    }

    void Spread()
    {
        Volatile.Write(ref _spreadAt, _pace.Time.GetTimestamp());
        do
        {
            var need = Need.Nothing;
            Interlocked.Exchange(ref _gathered, null)?.SetResult();
            try
            {
                lock (_lock) need = Drain();
            }
            catch (Exception e)
            {
                // On a thread of the pool it would end the process. Clients see by the numbers what they did not get.
                failed?.Invoke(e);
            }
            // Wholly before the look at what has arrived: a plain write may come after it, and then nobody takes the last along.
            Interlocked.Exchange(ref _spreading, 0);
            Report(need);
        }
        while ((!_arrived.IsEmpty || Volatile.Read(ref _gathered) is not null) && Interlocked.Exchange(ref _spreading, 1) == 0);
    }

    void Report(Need need)
    {
        if (need is not Need.Nothing) stalled?.Invoke(this);
    }

    Need Drain()
    {
        TakeArrived();
        while (TakeRun() is { Count: > 0 } run)
        {
            DeliveryMeter.Record(run, _listeners.Length);
            var news = ChangeFrame.Join(run);
            foreach (var listener in _listeners) listener.Subscriber.Deliver(news);
            Note(run);
            TakeArrived();
        }
        return Needed();
    }

    void Note(List<ChangeFrame> sent)
    {
        if (notes is null || _listeners.Length == 0) return;
        var now = DateTime.UtcNow;
        foreach (var frame in sent)
            if (frame.PostedAt is { } postedAt) notes.Take(new MessageNote(NoteKind.Sent, id, frame.PrevRev, frame.Rev, postedAt, now, _listeners.Length));
    }

    void TakeArrived()
    {
        while (_arrived.TryDequeue(out var frame))
        {
            if (frame.Rev <= _rev) continue;
            // Full or not: a frame that can go out now, or that closes the gap, must get in.
            if (_waiting.Count < MaxWaiting || frame.PrevRev <= _rev) _waiting[frame.PrevRev] = LongerOf(_waiting.GetValueOrDefault(frame.PrevRev), frame);
        }
    }

    /// <summary>Takes the frames that can go out now, one following the other, as many as make one write.</summary>
    List<ChangeFrame> TakeRun()
    {
        var (run, size) = (new List<ChangeFrame>(), 0);
        while (_rev is { } rev && NeededByFrames() is Need.Nothing && _waiting.Count > 0)
        {
            var (key, frame) = _waiting.First();
            if (run.Count > 0 && size + frame.Size > MaxJoined) break;
            _waiting.Remove(key);
            run.Add(frame.After(rev));
            (_rev, size) = (frame.Rev, size + frame.Size);
        }
        return run;
    }

    Need Needed() => NeededByFrames() is not Need.Nothing and var need ? need
        : _fence > _membersKnownAt ? Need.Members
        : Need.Nothing;

    /// <summary>What must come before the next frame can go out.</summary>
    Need NeededByFrames()
    {
        while (_waiting.Count > 0 && _waiting.First() is var (key, first) && first.Rev <= _rev) _waiting.Remove(key);
        if (_rev is null) return Need.Nothing;
        if (_waiting.Count == 0) return _expected > _rev ? Need.Changes : Need.Nothing;
        var next = _waiting.First().Value;
        return next.PrevRev > _rev ? Need.Changes
            : next.Fence > _membersKnownAt ? Need.Members
            : Need.Nothing;
    }

    Subscriber[] RemoveWhere(Predicate<Listener> isGone, DateTimeOffset now)
    {
        lock (_lock)
        {
            var gone = Array.FindAll(_listeners, isGone);
            if (gone.Length == 0) return [];
            _listeners = Array.FindAll(_listeners, listener => !isGone(listener));
            if (_listeners.Length == 0) _emptySince = now;
            Recount();
            return Array.ConvertAll(gone, listener => listener.Subscriber);
        }
    }

    void Recount()
    {
        _membersKnownAt = _listeners.Length == 0 ? long.MaxValue : _listeners.Min(listener => listener.Version);
        Release();
    }

    void Release() => _held.Release(_membersKnownAt, _listeners.Select(listener => listener.Subscriber));
}
