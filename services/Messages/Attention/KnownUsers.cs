using Chat.Contracts.Accounts.V1;
using Chat.Contracts.Messages;

namespace Chat.Messages.Attention;

/// <summary>What Accounts has said of some users.</summary>
sealed class KnownUsers
{
    readonly Dictionary<long, User> _byId = [];
    readonly Dictionary<string, long> _byName = new(StringComparer.OrdinalIgnoreCase);

    public void Add(IEnumerable<User> users)
    {
        foreach (var user in users)
        {
            _byId[user.Id] = user;
            _byName[user.Username] = user.Id;
        }
    }

    public bool IsActive(long userId) => _byId.TryGetValue(userId, out var user) && user.IsActive;

    /// <summary>Those of these names whom there are.</summary>
    public IEnumerable<long> Named(IEnumerable<string> names)
    {
        foreach (var name in names)
            if (_byName.TryGetValue(name, out var id)) yield return id;
    }

    public MessageSender SenderOf(long userId) => _byId.TryGetValue(userId, out var user) ? new(user.Id, user.Username, user.DisplayName) : new(userId, "", "");
}
