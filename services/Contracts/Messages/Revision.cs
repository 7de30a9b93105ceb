namespace Chat.Contracts.Messages;

/// <summary>
/// What the number of a revision says beside its place: the part above <see cref="HistoryBits"/> counts the histories of the session. Bringing a
/// database back from a backup begins a new one (<c>deploy/postgres/new-history/messagesdb.sql</c>), since clients may hold revisions that were lost, and
/// the same numbers come again for other changes.
/// </summary>
public static class Revision
{
    /// <summary>So many low bits count the changes; a session has fewer in all its life.</summary>
    public const int HistoryBits = 32;

    /// <summary>Whether what a client holds is a state that leads to the present one, by changes since.</summary>
    /// <param name="held">The revision the client holds; 0 for nothing, which is always known.</param>
    /// <param name="current">A later revision of the session, or its present one.</param>
    public static bool IsKnown(long held, long current) => held == 0 || (held <= current && held >> HistoryBits == current >> HistoryBits);
}
