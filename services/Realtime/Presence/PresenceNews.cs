namespace Chat.Realtime.Presence;

/// <summary>Who came and went in a session since the last news.</summary>
sealed class PresenceNews(long sessionId)
{
    readonly Dictionary<long, bool> _users = [];

    public long SessionId { get; } = sessionId;
    public IEnumerable<long> Online => _users.Where(user => user.Value).Select(user => user.Key);
    public IEnumerable<long> Offline => _users.Where(user => !user.Value).Select(user => user.Key);

    public void Add(long userId, bool isOnline) => _users[userId] = isOnline;

    /// <summary>Adds what happened before all that is known here.</summary>
    public void AddOlder(PresenceNews older)
    {
        foreach (var (userId, isOnline) in older._users) _users.TryAdd(userId, isOnline);
    }
}
