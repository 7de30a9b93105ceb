using System.Diagnostics;
using Chat.Contracts.Messages.V1;
using Chat.Realtime.Connections;
using Chat.Realtime.Delivery;
using Chat.ServiceDefaults.Problems;
using Grpc.Net.Client.Configuration;

namespace Chat.Realtime.Posting;

/// <summary>
/// Brings messages to Messages over a few long gRPC calls, spread over its instances. Those of a session take the same call, so what one client
/// sends in a row stays in a row. When a call breaks, what it had not answered goes out again over another: the client ids make that safe.
/// </summary>
sealed class PostingStreams(Contracts.Messages.V1.Posting.PostingClient messages, PostFanOut posted, ILogger<PostingStreams> logger) : BackgroundService
{
    /// <summary>The call whose repetition is this class's business.</summary>
    public static readonly MethodName Method = new() { Service = Contracts.Messages.V1.Posting.Descriptor.FullName, Method = nameof(messages.PostMany) };

    const int Lanes = 2;

    /// <summary>How long a sender waits before it is told to send again.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    readonly PostingLane[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new PostingLane(messages, posted, logger))];
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
            await _lanes[(ulong)send.SessionId % Lanes].AddAsync(pending, patience.Token);
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
        return Task.WhenAll(_lanes.Select(lane => lane.RunAsync(stoppingToken)));
    }
}
