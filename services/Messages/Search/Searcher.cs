using Chat.Messages.Data;
using Chat.Messages.Reading;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Search;

/// <summary>
/// Answers searches. Matches come in windows, neighbours by age, and are ranked within each: of what few messages match, all are ranked
/// together, and of what hundreds of thousands match nobody waits for the oldest.
/// </summary>
sealed class Searcher(MessagesDbContext db, MessageStates states, CandidateReader candidates, SearchIndexer indexer)
{
    /// <summary>How often a search itself brings texts up to date; what is further behind is left to the background.</summary>
    const int MaxAdvances = 3;
    const int RowsAtOnce = 1_000;

    /// <summary>A page of matches.</summary>
    /// <param name="Hits">The matches, best first.</param>
    /// <param name="Next">Where the next page begins; null when this is the last one.</param>
    /// <param name="First">The window of the first page.</param>
    internal sealed record Page(IReadOnlyList<Candidate> Hits, SearchCursor? Next, Window? First);

    /// <summary>Brings what the asker may see up to date; false when too much is missing to wait for it.</summary>
    public async Task<bool> CatchUpAsync(SearchScope scope, CancellationToken cancel)
    {
        var (userId, only) = (scope.UserId, scope.InSessions);
        for (var i = 0; ; i++)
        {
            var behind = await db.Database.SqlQuery<long>(
                $"""
                SELECT h.session_id FROM session_members m JOIN session_heads h USING (session_id) LEFT JOIN search_marks s USING (session_id)
                WHERE m.user_id = {userId} AND NOT m.removed AND NOT h.deleted AND h.rev > coalesce(s.signs_rev, 0)
                    AND ({only}::bigint[] IS NULL OR m.session_id = ANY ({only}))
                """).ToArrayAsync(cancel);
            if (behind.Length == 0) return true;
            if (i == MaxAdvances) return false;
            // Nothing is left of what was seen to be missing; what came since was not there when the search began.
            if (await indexer.AdvanceAsync(behind, RowsAtOnce, isPatient: true, cancel) < RowsAtOnce) return true;
        }
    }

    public async Task<Page> FindAsync(SearchScope scope, SearchCursor? after, bool byAge, int limit, CancellationToken cancel)
    {
        var wanted = WantedOf(scope);
        var (hits, first) = (new List<Candidate>(), (Window?)null);
        var (last, isBehind) = (after, false);
        for (var window = await NextWindowAsync(); ; window = await NextWindowAsync())
        {
            var ranked = window.Matches
                .Select(match => (Match: match, Rank: byAge ? match.Place.At.Ticks : Matching.RankOf(match, wanted)))
                .OrderByDescending(one => one.Rank).ThenByDescending(one => one.Match.Place.SessionId).ThenByDescending(one => one.Match.Place.Seq)
                .ToList();
            // A window that was begun goes on after what was shown of it.
            if (last is { } shown && !isBehind) ranked = ranked.FindAll(one => IsAfter(one.Rank, one.Match.Place, shown));
            var taken = ranked.Take(limit - hits.Count).ToList();
            hits.AddRange(taken.Select(one => one.Match));
            if (taken.Count > 0)
                last = new SearchCursor(window.Matches[0].Place, window.Matches[^1].Place, window.IsLast, taken[^1].Rank, taken[^1].Match.Place);
            var isExhausted = taken.Count == ranked.Count;
            if (isExhausted && window.IsLast) return new Page(hits, null, first);
            if (hits.Count == limit) return new Page(hits, last, first);
            if (window.Matches.Count == 0) return new Page(hits, null, first);
            isBehind = true;
        }

        // The first window, the one that the cursor tells of, or the one below.
        async Task<Window> NextWindowAsync()
        {
            if (last is not { } cursor) return first = await candidates.ReadAsync(scope, null, null, isBelow: false, cancel);
            if (isBehind) return await candidates.ReadAsync(scope, cursor.Bottom, null, isBelow: true, cancel);
            var again = await candidates.ReadAsync(scope, cursor.Top, cursor.Bottom, isBelow: false, cancel);
            return again with { IsLast = cursor.IsLast };
        }
    }

    /// <summary>The matches as they are shown. What the asker may not see any more, or what is deleted since, is left out.</summary>
    public async Task<List<SearchHit>> ShowAsync(SearchScope scope, IReadOnlyList<Candidate> hits, int context, CancellationToken cancel)
    {
        var places = hits
            .SelectMany(hit => Enumerable.Range(-context, 2 * context + 1).Select(step => (hit.Place.SessionId, Seq: hit.Place.Seq + step)))
            .Distinct().ToList();
        var (sessionIds, seqs) = (places.ConvertAll(place => place.SessionId).ToArray(), places.ConvertAll(place => place.Seq).ToArray());
        // The order leads along the primary key.
        var rows = db.Messages
            .FromSql($"SELECT m.* FROM unnest({sessionIds}, {seqs}) AS w(session_id, seq) JOIN messages m ON m.session_id = w.session_id AND m.seq = w.seq")
            .Where(message => message.DeletedAt == null && db.SessionMembers.Any(member =>
                member.SessionId == message.SessionId && member.UserId == scope.UserId && !member.Removed));
        var messages = (await states.ReadAsync(rows, cancel)).ToDictionary(message => (message.SessionId, message.Seq));

        var wanted = WantedOf(scope);
        var shown = new List<SearchHit>(hits.Count);
        foreach (var hit in hits)
        {
            var (session, seq) = (hit.Place.SessionId, hit.Place.Seq);
            if (!messages.TryGetValue((session, seq), out var message)) continue;
            shown.Add(new SearchHit(
                FoundMessage.Of(message), Matching.HighlightsIn(message.Content, wanted), Around(session, seq - context, seq - 1),
                Around(session, seq + 1, seq + context)));
        }
        return shown;

        List<FoundMessage> Around(long session, long from, long to)
        {
            var found = new List<FoundMessage>();
            for (var seq = from; seq <= to; seq++)
                if (messages.TryGetValue((session, seq), out var message)) found.Add(FoundMessage.Of(message));
            return found;
        }
    }

    static List<SearchTerm> WantedOf(SearchScope scope) => [.. scope.Query.Terms.Where(term => !term.IsExcluded)];

    static bool IsAfter(long rank, Place place, SearchCursor shown) =>
        (rank, place.SessionId, place.Seq).CompareTo((shown.Rank, shown.Last.SessionId, shown.Last.Seq)) < 0;
}
