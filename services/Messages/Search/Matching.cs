namespace Chat.Messages.Search;

/// <summary>How well a text matches, and where.</summary>
static class Matching
{
    /// <summary>What it is worth, in age, that all terms stand as whole words; half of it where words only begin so.</summary>
    static readonly TimeSpan WholeWords = TimeSpan.FromDays(14);

    /// <summary>What it is worth that several terms stand together in the order of the query.</summary>
    static readonly TimeSpan Together = TimeSpan.FromDays(14);

    const int MaxHighlights = 50;

    /// <summary>
    /// The rank of a match: the time of the message, moved forward by how good the match is. It depends on nothing that changes, so
    /// pages stay in order while time passes.
    /// </summary>
    public static long RankOf(Candidate match, IReadOnlyList<SearchTerm> wanted)
    {
        var at = match.Place.At.Ticks;
        if (wanted.Count == 0) return at;
        var quality = wanted.Average(term => QualityOf(match.Body, term.Text));
        var together = wanted.Count > 1 && match.Body.Contains(string.Join(' ', wanted.Select(term => term.Text)), StringComparison.Ordinal);
        return at + (long)(quality * WholeWords.Ticks) + (together ? Together.Ticks : 0);
    }

    /// <summary>Where the terms stand in a text, in UTF-16 code units of the text as it was written; none overlaps another.</summary>
    public static List<Highlight> HighlightsIn(string content, IReadOnlyList<SearchTerm> wanted)
    {
        var folded = FoldedText.Of(content);
        var found = new List<Highlight>();
        foreach (var term in wanted)
        {
            for (var at = folded.Text.IndexOf(term.Text, StringComparison.Ordinal); at >= 0 && found.Count < MaxHighlights * wanted.Count;
                at = folded.Text.IndexOf(term.Text, at + term.Text.Length, StringComparison.Ordinal))
            {
                if (!term.IsAnywhere && !SearchWords.IsBoundary(folded.Text, at)) continue;
                var (start, length) = folded.Original(at, term.Text.Length);
                found.Add(new Highlight(start, length));
            }
        }
        return Merged(found);
    }

    static List<Highlight> Merged(List<Highlight> found)
    {
        var merged = new List<Highlight>();
        foreach (var one in found.OrderBy(one => one.Start))
        {
            if (merged.Count > 0 && one.Start <= merged[^1].Start + merged[^1].Length)
                merged[^1] = merged[^1] with { Length = Math.Max(merged[^1].Length, one.Start + one.Length - merged[^1].Start) };
            else if (merged.Count < MaxHighlights)
                merged.Add(one);
        }
        return merged;
    }

    /// <summary>1 for a whole word, 0.5 for the beginning of one, 0 inside.</summary>
    static double QualityOf(string body, string term)
    {
        var best = 0.0;
        for (var at = body.IndexOf(term, StringComparison.Ordinal); at >= 0 && best < 1; at = body.IndexOf(term, at + 1, StringComparison.Ordinal))
        {
            if (!SearchWords.IsBoundary(body, at)) continue;
            best = SearchWords.IsBoundary(body, at + term.Length) ? 1 : 0.5;
        }
        return best;
    }
}

/// <summary>A part of a message's content that was looked for, in UTF-16 code units.</summary>
sealed record Highlight(int Start, int Length);
