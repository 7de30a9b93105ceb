using System.Collections.Concurrent;
using System.Threading.Channels;
using Chat.Contracts.Messages.V1;
using Grpc.Core;

namespace Chat.Realtime.Posting;

/// <summary>
/// One long gRPC call to an instance of Messages after the other. Posts go out in the order in which they were added; what a broken call left
/// unanswered goes out first over the next one.
/// </summary>
sealed partial class PostingLane(Contracts.Messages.V1.Posting.PostingClient messages, PostFanOut posted, ILogger logger)
{
    const int MaxWaiting = 10_000;

    static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(2);

    readonly Channel<ForwardedPost> _waiting = Channel.CreateBounded<ForwardedPost>(MaxWaiting);
    readonly Queue<ForwardedPost> _again = new();

    /// <summary>Ends when the post has a place among those that go out.</summary>
    public ValueTask AddAsync(ForwardedPost post, CancellationToken cancel) => _waiting.Writer.WriteAsync(post, cancel);

    /// <summary>Ends only by <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var pause = MinPause; !stop.IsCancellationRequested; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            var inFlight = new ConcurrentDictionary<ulong, ForwardedPost>();
            using var broken = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var sending = Task.CompletedTask;
            try
            {
                using var call = messages.PostMany(cancellationToken: broken.Token);
                sending = SendAsync(call.RequestStream, inFlight, broken.Token);
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
            foreach (var pending in inFlight.Values.OrderBy(post => post.Request.CorrelationId)) _again.Enqueue(pending);
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task SendAsync(IClientStreamWriter<PostRequest> to, ConcurrentDictionary<ulong, ForwardedPost> inFlight, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (!_again.TryDequeue(out var pending) && !_waiting.Reader.TryRead(out pending))
            {
                await _waiting.Reader.WaitToReadAsync(stop);
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
