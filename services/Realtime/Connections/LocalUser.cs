using System.Collections.Immutable;

namespace Chat.Realtime.Connections;

/// <summary>The connections of one user on this instance.</summary>
sealed class LocalUser
{
    ImmutableHashSet<Subscriber> _all = [];

    public IReadOnlyCollection<Subscriber> All => _all;

    /// <summary>Answers how many there are now. Writers are serialised by the registry.</summary>
    public int Add(Subscriber subscriber) => (_all = _all.Add(subscriber)).Count;

    /// <inheritdoc cref="Add"/>
    public int Remove(Subscriber subscriber) => (_all = _all.Remove(subscriber)).Count;
}
