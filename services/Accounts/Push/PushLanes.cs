namespace Chat.Accounts.Push;

/// <summary>
/// What waits to be sent, by browser, in memory: a push is about now, and what a crash loses is found unread all the same. A browser gets one after
/// the other; of what comes meanwhile the newest of each session waits, as it takes the place of the older ones there anyway. So no push service
/// that does not answer holds up another, and nobody is flooded.
/// </summary>
sealed class PushLanes(int capacity)
{
    readonly Lock _lock = new();
    readonly Dictionary<long, Dictionary<long, PushDelivery>> _lanes = [];
    int _waiting;

    /// <summary>Adds one.</summary>
    /// <param name="delivery">What and for whom.</param>
    /// <param name="isFirst">Nobody takes from this browser's lane yet: the caller does, until it is empty.</param>
    /// <returns>False when there is no room.</returns>
    public bool TryAdd(PushDelivery delivery, out bool isFirst)
    {
        lock (_lock)
        {
            isFirst = !_lanes.TryGetValue(delivery.To.Id, out var lane);
            if (lane is not null && lane.TryGetValue(delivery.SessionId, out var older))
            {
                if (older.Seq <= delivery.Seq) lane[delivery.SessionId] = delivery;
                return true;
            }
            if (_waiting >= capacity)
            {
                isFirst = false;
                return false;
            }
            if (lane is null) _lanes.Add(delivery.To.Id, lane = []);
            lane.Add(delivery.SessionId, delivery);
            _waiting++;
            return true;
        }
    }

    /// <summary>The next for a browser; null when there is none, and its lane is closed.</summary>
    public PushDelivery? Take(long subscriptionId)
    {
        lock (_lock)
        {
            var lane = _lanes[subscriptionId];
            if (lane.Count == 0)
            {
                _lanes.Remove(subscriptionId);
                return null;
            }
            var next = lane.Values.First();
            lane.Remove(next.SessionId);
            _waiting--;
            return next;
        }
    }

    /// <summary>Gives one back that could not be sent yet, unless there is a newer one of its session.</summary>
    public void GiveBack(PushDelivery delivery)
    {
        lock (_lock)
        {
            if (_lanes[delivery.To.Id].TryAdd(delivery.SessionId, delivery)) _waiting++;
        }
    }

    /// <summary>Forgets what waits for a browser; its lane stays open for whoever takes from it.</summary>
    public void Clear(long subscriptionId)
    {
        lock (_lock)
        {
            var lane = _lanes[subscriptionId];
            _waiting -= lane.Count;
            lane.Clear();
        }
    }
}
