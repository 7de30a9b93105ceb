using System.Collections.Concurrent;
using Chat.Messages.ReadMarkers;
using Npgsql;

namespace Chat.Messages.Reading;

/// <summary>
/// Looks where sessions stand, for users who are in them. Like the writer's commits: while one question is under way the next looks gather, and go
/// together as soon as it is answered, so that many readers at once share a round trip and nobody waits for a timer.
/// </summary>
/// <remarks>A look is answered by a question that was asked after it: never by what was true before.</remarks>
sealed class PageLooks(NpgsqlDataSource database)
{
    const int MaxBatch = 64;

    // The revision of each session, and the two participants who are furthest behind in reading.
    const string Question =
        """
        SELECT w.ord, h.rev, behind.user_id, behind.read_seq
        FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS w(session_id, user_id, ord)
        JOIN session_members me ON me.session_id = w.session_id AND me.user_id = w.user_id AND NOT me.removed
        JOIN session_heads h ON h.session_id = w.session_id AND NOT h.deleted
        CROSS JOIN LATERAL (
            SELECT user_id, read_seq FROM session_members
            WHERE session_id = w.session_id AND NOT removed
            ORDER BY read_seq, user_id LIMIT 2) behind
        ORDER BY w.ord, behind.read_seq, behind.user_id
        """;

    readonly ConcurrentQueue<Look> _waiting = new();
    int _isAsking;

    /// <summary>Where the session stands; null when the user is not known to be in it.</summary>
    public Task<PageState?> LookAsync(long sessionId, long userId, CancellationToken cancel)
    {
        var look = new Look(sessionId, userId);
        _waiting.Enqueue(look);
        if (Interlocked.Exchange(ref _isAsking, 1) == 0) _ = AskAsync();
        return look.Answer.WaitAsync(cancel);
    }

    async Task AskAsync()
    {
        var looks = new List<Look>();
        do
        {
            while (TakeWaiting(looks))
            {
                try
                {
                    await AnswerAsync(looks);
                }
                catch (Exception e)
                {
                    foreach (var look in looks) look.Fail(e);
                }
            }
            Interlocked.Exchange(ref _isAsking, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.Exchange(ref _isAsking, 1) == 0);
    }

    bool TakeWaiting(List<Look> looks)
    {
        looks.Clear();
        while (looks.Count < MaxBatch && _waiting.TryDequeue(out var look)) looks.Add(look);
        return looks.Count > 0;
    }

    async Task AnswerAsync(List<Look> looks)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Question, connection)
        {
            Parameters =
            {
                new() { Value = looks.ConvertAll(look => look.SessionId).ToArray() },
                new() { Value = looks.ConvertAll(look => look.UserId).ToArray() },
            },
        };
        // Planned once per connection.
        await command.PrepareAsync();
        var states = new PageState?[looks.Count];
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var (ord, behind) = ((int)reader.GetInt64(0) - 1, new ReadLevel.Member(reader.GetInt64(2), reader.GetInt64(3)));
                states[ord] = states[ord] is { } state
                    ? state with { Level = state.Level with { SecondLast = behind } }
                    : new PageState(reader.GetInt64(1), new ReadLevel(behind, null));
            }
        }
        for (var i = 0; i < looks.Count; i++) looks[i].Found(states[i]);
    }

    /// <summary>One reader's question.</summary>
    sealed class Look(long sessionId, long userId)
    {
        readonly TaskCompletionSource<PageState?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long SessionId => sessionId;
        public long UserId => userId;
        public Task<PageState?> Answer => _answer.Task;

        public void Found(PageState? state) => _answer.TrySetResult(state);

        public void Fail(Exception reason) => _answer.TrySetException(reason);
    }
}
