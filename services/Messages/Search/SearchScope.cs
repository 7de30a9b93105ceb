namespace Chat.Messages.Search;

/// <summary>A query with its names resolved, for one asker.</summary>
/// <param name="UserId">Who asks; nothing outside their sessions is looked at.</param>
/// <param name="Query">What they look for.</param>
/// <param name="InSessions">Only in these; null for all of theirs.</param>
/// <param name="NotInSessions">Not in these.</param>
/// <param name="FromSenders">Only by these; null for anybody.</param>
/// <param name="NotFromSenders">Not by these.</param>
sealed record SearchScope(long UserId, SearchQuery Query, long[]? InSessions, long[] NotInSessions, long[]? FromSenders, long[] NotFromSenders);
