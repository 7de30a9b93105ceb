namespace Chat.Realtime.Posting;

/// <summary>Where a sent message stands. <paramref name="Repeated"/>: an earlier send made it, so nothing is announced again.</summary>
sealed record Acknowledgement(long Id, long Seq, long Rev, DateTime Timestamp, bool Repeated);
