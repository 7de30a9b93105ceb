using System.Diagnostics;

namespace Chat.Messages.Reading;

/// <summary>
/// Asks for many callers at once: while one question is on its way the next ones gather, and go together as soon as it is answered.
/// Nobody waits for a timer, and no answer is older than its question.
/// </summary>
/// <param name="ask">Answers some questions, each in its place.</param>
/// <param name="most">Questions that go together at most.</param>
sealed class Gathering<TQuestion, TAnswer>(Func<IReadOnlyList<TQuestion>, Task<TAnswer[]>> ask, int most)
{
    readonly Lock _lock = new();
    readonly Queue<Waiting> _waiting = new();
    bool _asking;

    readonly record struct Waiting(TQuestion Question, TaskCompletionSource<TAnswer> Answer);

    /// <summary>Ends when this question is answered; fails as the asking for it and its neighbours failed.</summary>
    public Task<TAnswer> AskAsync(TQuestion question, CancellationToken cancel)
    {
        var waiting = new Waiting(question, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_asking) return waiting.Answer.Task.WaitAsync(cancel);
            _asking = true;
        }
        _ = RunAsync();
        return waiting.Answer.Task.WaitAsync(cancel);
    }

    async Task RunAsync()
    {
        while (Next() is { Count: > 0 } some)
        {
            try
            {
                var answers = await ask(some.ConvertAll(one => one.Question));
                for (var i = 0; i < answers.Length; i++) some[i].Answer.SetResult(answers[i]);
            }
            catch (Exception e)
            {
                foreach (var one in some) one.Answer.TrySetException(e);
            }
            // The trace of whoever asked first ends with their own answer.
            Activity.Current = null;
        }
    }

    List<Waiting> Next()
    {
        var some = new List<Waiting>();
        lock (_lock)
        {
            while (some.Count < most && _waiting.TryDequeue(out var next)) some.Add(next);
            _asking = some.Count > 0;
        }
        return some;
    }
}
