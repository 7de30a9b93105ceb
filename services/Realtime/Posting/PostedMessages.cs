using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages;
using Chat.Contracts.Messages.V1;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Telemetry;

namespace Chat.Realtime.Posting;

/// <summary>
/// Brings the messages that were posted through this instance to their listeners, here and on the other instances, as soon as their
/// commit is known: the way over the bus would take longer than the commit. What fails here, or dies with this
/// instance, is made good by <see cref="SessionsActiveConsumer"/>.
/// </summary>
/// <remarks>While some are on their way, the next gather and go together.</remarks>
sealed partial class PostedMessages(Backplane backplane, Arrivals arrivals, ILogger<PostedMessages> logger) : BackgroundService
{
    const int MaxWaiting = 10_000;

    readonly record struct Posting(SessionChanges Changes, string Trace);

    readonly Channel<Posting> _waiting = Channel.CreateBounded<Posting>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A new message was committed. Returns at once.</summary>
    public void Add(PostRequest request, Posted posted)
    {
        var sender = new MessageSender(request.SenderId, request.SenderUsername, request.SenderDisplayName);
        var message = new MessageState(
            posted.Id, request.SessionId, posted.Seq, posted.Rev, Guid.Parse(request.ClientId), sender,
            posted.HasContent ? posted.Content : request.Content, ProtoMessages.FromUnixMicroseconds(posted.TimestampUs))
        {
            PostedRev = posted.Rev,
            ReplyTo = request.HasReplyTo ? request.ReplyTo : null,
        };
        _waiting.Writer.TryWrite(new Posting(
            new SessionChanges(request.SessionId, posted.Rev - 1, posted.Rev, posted.Fence, [message]), request.Traceparent));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        var gathered = new List<Posting>();
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

    /// <summary>Messages of one session, each following the one before it.</summary>
    async Task SendAsync(List<Posting> run, CancellationToken cancel)
    {
        using var activity = ChatTelemetry.Source.StartActivity("deliver messages", ActivityKind.Producer, run[0].Trace);
        var (first, last) = (run[0].Changes, run[^1].Changes);
        var changes = new ChangesDto(first.SessionId, first.PrevRev, last.Rev, [.. run.SelectMany(one => one.Changes.Messages)]);
        var fence = run.Max(one => one.Changes.Fence);
        arrivals.Changes(ChangeFrame.Of(changes, fence));
        await backplane.SendAsync(changes, fence, cancel);
    }

    static IEnumerable<List<Posting>> Joined(IEnumerable<Posting> all)
    {
        foreach (var session in all.GroupBy(one => one.Changes.SessionId))
        {
            var run = new List<Posting>();
            foreach (var next in session.OrderBy(one => one.Changes.Rev))
            {
                if (run.Count > 0 && run[^1].Changes.Rev != next.Changes.PrevRev)
                {
                    yield return run;
                    run = [];
                }
                run.Add(next);
            }
            yield return run;
        }
    }

    static partial class Log
    {
        [LoggerMessage(3210, LogLevel.Warning, "New messages did not reach the backplane; they follow with the next event")]
        public static partial void NotSent(ILogger logger, Exception exception);
    }
}
