namespace Chat.Messages.Search;

/// <summary>A message that matches, with its folded text.</summary>
sealed record Candidate(Place Place, string Body);

/// <summary>Where a message stands among all that match: newest first.</summary>
readonly record struct Place(DateTime At, long SessionId, long Seq);

/// <summary>Neighbouring matches by age, newest first, that are ranked among themselves.</summary>
/// <param name="Matches">The matches.</param>
/// <param name="IsLast">There are no older ones.</param>
sealed record Window(IReadOnlyList<Candidate> Matches, bool IsLast);
