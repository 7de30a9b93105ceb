using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Problems;
using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Chat.Realtime.Posting;

/// <summary>
/// Brings messages to Messages over a few long gRPC calls, spread over its instances. Those of a session take the same call, so what one client
/// sends in a row stays in a row. When a call breaks, what it had not answered goes out again over another: the client ids make that safe.
/// </summary>
sealed partial class PostingStreams(Contracts.Messages.V1.Posting.PostingClient messages, PostFanOut posted, ILogger<PostingStreams> logger) : BackgroundService
{
    /// <summary>The call whose repetition is this class's business.</summary>
    public static readonly MethodName Method = new() { Service = Contracts.Messages.V1.Posting.Descriptor.FullName, Method = nameof(messages.PostMany) };

    const int Lanes = 2;
    const int MaxWaiting = 10_000;

    /// <summary>How long a sender waits before it is told to send again.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(2);

    readonly Channel<ForwardedPost>[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => Channel.CreateBounded<ForwardedPost>(MaxWaiting))];
    long _lastCorrelationId;

    /// <summary>Ends when the message is committed.</summary>
    /// <exception cref="ChatException">Any refusal of Messages; <see cref="ErrorCode.Unavailable"/> when it does not answer in time.</exception>
    public async Task<Acknowledgement> PostAsync(Caller sender, SendRequest send, CancellationToken cancel)
    {
        using var activity = ServiceDefaults.Telemetry.ChatTelemetry.Source.StartActivity("send message", ActivityKind.Client);
        var pending = new ForwardedPost(new PostRequest
        {
            CorrelationId = (ulong)Interlocked.Increment(ref _lastCorrelationId),
            SessionId = send.SessionId,
            SenderId = sender.UserId,
            SenderUsername = sender.Username,
            SenderDisplayName = sender.DisplayName,
            ClientId = send.ClientId.ToString(),
            Content = send.Content,
            Traceparent = activity?.Id ?? "",
            CallerDelivers = true,
        });
        if (send.ReplyTo is { } replyTo) pending.Request.ReplyTo = replyTo;
        pending.Request.AttachmentIds.Add(send.Attachments);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await _lanes[(ulong)send.SessionId % Lanes].Writer.WriteAsync(pending, patience.Token);
            var reply = await pending.Reply.WaitAsync(patience.Token);
            if (reply.Refused is { } refused)
            {
                throw new ChatException(ErrorCode.Parse(refused.Code), refused.Detail)
                {
                    RetryAfter = refused.RetryAfterMs > 0 ? TimeSpan.FromMilliseconds(refused.RetryAfterMs) : null,
                };
            }
            var message = reply.Posted;
            return new Acknowledgement(
                message.Id, message.Seq, message.Rev, MessagesFromProto.FromUnixMicroseconds(message.TimestampUs), message.Repeated);
        }
        catch (OperationCanceledException e)
        {
            pending.IsAbandoned = true;
            throw new ChatException(ErrorCode.Unavailable, "The message is not confirmed yet; send it again with the same client_id.", e);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        return Task.WhenAll(_lanes.Select(lane => RunLaneAsync(lane.Reader, stoppingToken)));
    }

    async Task RunLaneAsync(ChannelReader<ForwardedPost> waiting, CancellationToken stop)
    {
        // What a broken call left unanswered goes out first over the next one, before what came later.
        var again = new Queue<ForwardedPost>();
        for (var pause = MinPause; !stop.IsCancellationRequested; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            var inFlight = new ConcurrentDictionary<ulong, ForwardedPost>();
            using var broken = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var sending = Task.CompletedTask;
            try
            {
                using var call = messages.PostMany(cancellationToken: broken.Token);
                sending = SendAsync(waiting, call.RequestStream, again, inFlight, broken.Token);
                while (await call.ResponseStream.MoveNext(broken.Token))
                {
                    pause = MinPause;
                    var reply = call.ResponseStream.Current;
                    if (!inFlight.TryRemove(reply.CorrelationId, out var pending)) continue;
                    if (reply.Posted?.Deliver is { } changes) posted.Add(pending.Request, changes);
                    pending.Complete(reply);
                }
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // Stopping; senders repeat over another instance what was not answered.
            }
            catch (Exception e)
            {
                Log.Broken(logger, e is RpcException rpc ? rpc.Status.StatusCode.ToString() : e.Message, inFlight.Count);
            }
            await broken.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var pending in inFlight.Values.OrderBy(post => post.Request.CorrelationId)) again.Enqueue(pending);
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task SendAsync(
        ChannelReader<ForwardedPost> waiting,
        IClientStreamWriter<PostRequest> to,
        Queue<ForwardedPost> again,
        ConcurrentDictionary<ulong, ForwardedPost> inFlight,
        CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (!again.TryDequeue(out var pending) && !waiting.TryRead(out pending))
            {
                await waiting.WaitToReadAsync(stop);
                continue;
            }
            if (pending.IsAbandoned) continue;
            inFlight[pending.Request.CorrelationId] = pending;
            await to.WriteAsync(pending.Request, stop);
        }
    }

    static partial class Log
    {
        [LoggerMessage(3200, LogLevel.Warning, "A call to Messages broke ({Reason}); {Count} messages go out again")]
        public static partial void Broken(ILogger logger, string reason, int count);
    }
}
