using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages.V1;
using Chat.Realtime.Delivery;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Notes;
using Chat.ServiceDefaults.Telemetry;

namespace Chat.Realtime.Posting;

/// <summary>
/// Sends the messages that came in by this instance to the instances with listeners, as soon as their commit is known: the way over
/// the bus would take longer than the commit. What fails here, or dies with this instance, is made good by
/// <see cref="SessionsActiveConsumer"/>.
/// </summary>
/// <remarks>While some are on their way, the next gather and go together.</remarks>
sealed partial class PostFanOut(Backplane backplane, MessageNotes notes, ILogger<PostFanOut> logger) : BackgroundService
{
    const int MaxWaiting = 10_000;

    readonly Channel<Run> _waiting = Channel.CreateBounded<Run>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Changes of a session, with the trace that they belong to.</summary>
    readonly record struct Run(ChangesDto Changes, long Fence, string Trace)
    {
        public bool IsBefore(Run next) => Changes.Rev == next.Changes.PrevRev;

        public Run With(Run next) => this with
        {
            Changes = Changes with { Rev = next.Changes.Rev, Messages = [.. Changes.Messages, .. next.Changes.Messages] },
            Fence = Math.Max(Fence, next.Fence),
        };
    }

    /// <summary>Messages were committed and are ours to deliver. Returns at once.</summary>
    public void Add(PostRequest request, CommittedChanges changes)
    {
        var messages = changes.Messages.ToStates(request.SessionId);
        _waiting.Writer.TryWrite(new Run(new ChangesDto(request.SessionId, changes.PrevRev, changes.Rev, messages), changes.Fence, request.Traceparent));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        var gathered = new List<Run>();
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            gathered.Clear();
            while (_waiting.Reader.TryRead(out var next)) gathered.Add(next);
            try
            {
                await Task.WhenAll(Joined(gathered).Select(run => SendAsync(run, stoppingToken)));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotSent(logger, e);
            }
        }
    }

    async Task SendAsync(Run run, CancellationToken cancel)
    {
        using var activity = ChatTelemetry.Source.StartActivity("deliver messages", ActivityKind.Producer, run.Trace);
        // Before: instances may have sent it on by the time that Redis has answered.
        var now = DateTime.UtcNow;
        var frame = ChangeFrame.Of(run.Changes, run.Fence);
        await backplane.SendAsync(frame, cancel);
        if (frame.PostedAt is { } postedAt)
            notes.Take(new MessageNote(NoteKind.Published, run.Changes.SessionId, run.Changes.PrevRev, run.Changes.Rev, postedAt, now));
    }

    /// <summary>The same, with what follows one another in a session as one.</summary>
    static List<Run> Joined(List<Run> runs)
    {
        if (runs.Count == 1) return runs;
        var joined = new List<Run>(runs.Count);
        foreach (var next in runs.OrderBy(run => run.Changes.SessionId).ThenBy(run => run.Changes.Rev))
        {
            if (joined.Count > 0 && joined[^1].Changes.SessionId == next.Changes.SessionId && joined[^1].IsBefore(next)) joined[^1] = joined[^1].With(next);
            else joined.Add(next);
        }
        return joined;
    }

    static partial class Log
    {
        [LoggerMessage(3210, LogLevel.Warning, "New messages did not reach the backplane; they follow with the next event")]
        public static partial void NotSent(ILogger logger, Exception exception);
    }
}
