namespace Chat.Messages.Search;

/// <summary>What is looked for, as the asker wrote it and nothing resolved yet. Everything must apply.</summary>
/// <param name="Terms">Folded texts that must stand in a message, or must not.</param>
/// <param name="Senders">User names, or <c>me</c>, or ids.</param>
/// <param name="Sessions">Names or ids of sessions.</param>
/// <param name="Has">What a message must carry, or must not.</param>
/// <param name="From">The first moment, UTC; null for any.</param>
/// <param name="Before">The moment after the last, UTC; null for any.</param>
sealed record SearchQuery(
    IReadOnlyList<SearchTerm> Terms,
    IReadOnlyList<Wanted<string>> Senders,
    IReadOnlyList<Wanted<string>> Sessions,
    IReadOnlyList<Wanted<Carried>> Has,
    DateTime? From,
    DateTime? Before);

/// <summary>A folded text to find.</summary>
sealed record SearchTerm(string Text, bool IsExcluded)
{
    /// <summary>Found inside words, too. Short ones only where a word begins: they would be everywhere.</summary>
    public bool IsAnywhere { get; } = SearchWords.HasTrigram(Text);
}

/// <summary>A value that must apply, or must not.</summary>
readonly record struct Wanted<T>(T Value, bool IsExcluded);

/// <summary>What a message can carry.</summary>
enum Carried
{
    Link,
    File,
    Image,
}
