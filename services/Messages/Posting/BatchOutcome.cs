using Chat.Contracts.Messages;
using Chat.ServiceDefaults.Notes;

namespace Chat.Messages.Posting;

/// <summary>A committed batch: answers for whoever waits, and what everybody else must be told.</summary>
sealed class BatchOutcome
{
    readonly List<PendingPost> _batch;
    readonly List<PendingPost> _posts;
    readonly BatchRow[] _rows;
    readonly Func<PendingPost, int> _rowOf;

    public BatchOutcome(List<PendingPost> batch, BatchRow[] rows, Func<PendingPost, int> rowOf, List<PendingPost> posts)
    {
        (_batch, _rows, _rowOf, _posts) = (batch, rows, rowOf, posts);
        NewMessages = rows.Count(row => row.Result.IsNew);
        if (NewMessages == 0) return;

        var sessions = Enumerable.Range(0, rows.Length)
            .Where(i => rows[i].Result.IsNew)
            .GroupBy(i => posts[i].Command.SessionId)
            .Select(session => ChangesOf(session.Key, [.. session.Select(i => (posts[i].Command, rows[i]))]))
            .ToList();
        // One caller brings all that the commit made of a session; without one who would, an event must.
        var undelivered = sessions.Where(session => !GiveToCaller(session)).ToList();
        News = new CommittedNews(
            rows.First(row => row.Result.IsNew).OutboxId,
            sessions.ConvertAll(session => new SessionActivity(session.SessionId, session.Rev, session.Messages[^1].Timestamp)),
            undelivered);

        bool GiveToCaller(SessionChanges session)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                if (!rows[i].Result.IsNew || !posts[i].Command.CallerDelivers || posts[i].Command.SessionId != session.SessionId) continue;
                rows[i] = rows[i] with { Result = rows[i].Result with { ToDeliver = session } };
                return true;
            }
            return false;
        }
    }

    public int NewMessages { get; }

    /// <summary>What to tell; null when nothing is new.</summary>
    public CommittedNews? News { get; }

    /// <summary>Tells everybody who waits.</summary>
    public void Answer()
    {
        foreach (var post in _batch) post.Complete(_rows[_rowOf(post)].Result);
    }

    /// <summary>Notes when each new message came and when it was committed: now.</summary>
    public void Note(MessageNotes notes)
    {
        var now = DateTime.UtcNow;
        for (var i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].Result is not { IsNew: true } result) continue;
            notes.Take(
                new MessageNote(
                    NoteKind.Committed, _posts[i].Command.SessionId, result.Rev - 1, result.Rev, result.CreatedAt, now, NewMessages,
                    _posts[i].AcceptedAt));
        }
    }

    // Within a batch a session's messages have consecutive revisions, in the order of the posts.
    static SessionChanges ChangesOf(long sessionId, List<(PostCommand Command, BatchRow Row)> posts) => new(
        sessionId,
        PrevRev: posts[0].Row.Result.Rev - 1,
        posts[^1].Row.Result.Rev,
        posts[0].Row.Fence,
        posts.ConvertAll(post => post.Command.StateOf(post.Row.Result)));
}
