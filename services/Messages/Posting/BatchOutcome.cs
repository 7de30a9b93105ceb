using Chat.Contracts.Messages;

namespace Chat.Messages.Posting;

/// <summary>A committed batch: answers for whoever waits, and the event for everybody else.</summary>
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

        OutboxId = rows.First(row => row.Result.IsNew).OutboxId;
        Event = new MessagesPosted([.. Enumerable.Range(0, rows.Length)
            .Where(i => rows[i].Result.IsNew)
            .GroupBy(i => posts[i].Command.SessionId, i => (posts[i].Command, Row: rows[i]))
            .Select(session => ChangesOf(session.Key, [.. session]))]);
    }

    public int NewMessages { get; }

    /// <summary>The row that stands in the outbox for this batch; 0 when nothing is new.</summary>
    public long OutboxId { get; }

    public MessagesPosted? Event { get; }

    /// <summary>Tells everybody who waits.</summary>
    public void Answer()
    {
        foreach (var post in _batch) post.Complete(_rows[_rowOf(post)].Result);
    }

    // Within a batch a session's messages have consecutive revisions, in the order of the posts.
    static SessionChanges ChangesOf(long sessionId, List<(PostCommand Command, BatchRow Row)> posts) => new(
        sessionId,
        PrevRev: posts[0].Row.Result.Rev - 1,
        posts[^1].Row.Result.Rev,
        posts[0].Row.Fence,
        posts.ConvertAll(post => post.Command.StateOf(post.Row.Result)));
}
