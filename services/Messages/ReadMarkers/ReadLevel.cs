namespace Chat.Messages.ReadMarkers;

/// <summary>
/// How far the participants of a session have read, by the two who are furthest behind: enough to tell of any message whether
/// everybody but its sender has read it.
/// </summary>
readonly record struct ReadLevel(ReadLevel.Member? Last, ReadLevel.Member? SecondLast)
{
    internal readonly record struct Member(long UserId, long Seq);

    /// <summary>Whether every current participant other than the sender has read up to this message. With nobody else, nobody has.</summary>
    public bool Covers(long seq, long senderId) => (Last?.UserId == senderId ? SecondLast : Last)?.Seq >= seq;
}
