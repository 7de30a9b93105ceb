using Chat.Contracts.Messages;

namespace Chat.Messages.Posting;

/// <summary>A committed batch: answers for whoever waits, and what everybody else must be told.</summary>
sealed class BatchOutcome
{
    readonly List<PendingPost> _batch;
    readonly BatchRow[] _rows;
    readonly Func<PendingPost, int> _rowOf;

    public BatchOutcome(List<PendingPost> batch, BatchRow[] rows, Func<PendingPost, int> rowOf, List<PendingPost> posts)
    {
        (_batch, _rows, _rowOf) = (batch, rows, rowOf);
        NewMessages = rows.Count(row => row.Result.IsNew);
        if (NewMessages == 0) return;

        var sessions = Enumerable.Range(0, rows.Length)
            .Where(i => rows[i].Result.IsNew)
            .GroupBy(i => posts[i].Command.SessionId, i => (posts[i].Command, rows[i].Result))
            .Select(session => (session.Key, Posts: session.ToList()))
            .ToList();
        News = new CommittedNews(
            rows.First(row => row.Result.IsNew).OutboxId,
            sessions.ConvertAll(session => new SessionActivity(session.Key, session.Posts[^1].Result.Rev, session.Posts[^1].Result.CreatedAt)),
            [.. sessions
                .Where(session => session.Posts.Exists(post => !post.Command.CallerDelivers))
                .Select(session => ChangesOf(session.Key, session.Posts))]);
    }

    public int NewMessages { get; }

    /// <summary>What to tell; null when nothing is new.</summary>
    public CommittedNews? News { get; }

    /// <summary>Tells everybody who waits.</summary>
    public void Answer()
    {
        foreach (var post in _batch) post.Complete(_rows[_rowOf(post)].Result);
    }

    // Within a batch a session's messages have consecutive revisions, in the order of the posts.
    static SessionChanges ChangesOf(long sessionId, List<(PostCommand Command, PostResult Result)> posts) => new(
        sessionId,
        PrevRev: posts[0].Result.Rev - 1,
        posts[^1].Result.Rev,
        posts[0].Result.Fence,
        posts.ConvertAll(post => post.Command.StateOf(post.Result)));
}
