using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages.V1;
using Chat.Messages.Limits;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Problems;
using Chat.ServiceDefaults.Telemetry;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Chat.Messages.Posting;

/// <summary>Posts for other services. One long call carries many posts, so that a message costs no call of its own.</summary>
[Authorize(AuthenticationRegistration.ServiceOnly)]
sealed partial class PostingService(
    Poster poster, WriteLimit limit, IHostApplicationLifetime lifetime, ILogger<PostingService> logger) : Contracts.Messages.V1.Posting.PostingBase
{
    /// <summary>Most posts of one call that are under way; the caller waits beyond that.</summary>
    const int MaxInFlight = 4096;

    public override Task<PostReply> Post(Contracts.Messages.V1.PostRequest request, ServerCallContext context) => PostAsync(request, context.CancellationToken);

    public override async Task PostMany(
        IAsyncStreamReader<Contracts.Messages.V1.PostRequest> requestStream, IServerStreamWriter<PostReply> responseStream, ServerCallContext context)
    {
        // A stopping instance ends the call; the caller repeats on another one what was not answered.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var replies = Channel.CreateUnbounded<PostReply>(new UnboundedChannelOptions { SingleReader = true });
        using var inFlight = new SemaphoreSlim(MaxInFlight);
        // The call's own span lasts for hours; each post belongs to the trace in its request.
        Activity.Current = null;

        var answering = AnswerAsync(replies.Reader, responseStream);
        try
        {
            while (await requestStream.MoveNext(ending.Token))
            {
                await inFlight.WaitAsync(ending.Token);
                _ = HandleAsync(requestStream.Current);
            }
        }
        catch (Exception e) when (ending.IsCancellationRequested || e is IOException)
        {
            // Stopping, or the caller is gone.
        }
        finally
        {
            for (var i = 0; i < MaxInFlight; i++) await inFlight.WaitAsync(CancellationToken.None);
            replies.Writer.TryComplete();
            await answering;
        }

        async Task HandleAsync(Contracts.Messages.V1.PostRequest request)
        {
            var reply = await PostAsync(request, CancellationToken.None);
            replies.Writer.TryWrite(reply);
            inFlight.Release();
        }
    }

    static async Task AnswerAsync(ChannelReader<PostReply> replies, IServerStreamWriter<PostReply> to)
    {
        try
        {
            await foreach (var reply in replies.ReadAllAsync()) await to.WriteAsync(reply);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The caller is gone; it asks again elsewhere.
        }
    }

    /// <summary>Never throws: a refusal is an answer.</summary>
    async Task<PostReply> PostAsync(Contracts.Messages.V1.PostRequest request, CancellationToken cancel)
    {
        using var activity = request.Traceparent.Length > 0
            ? ChatTelemetry.Source.StartActivity("post message", ActivityKind.Server, request.Traceparent)
            : null;
        var reply = new PostReply { CorrelationId = request.CorrelationId };
        try
        {
            limit.Take(request.SenderId);
            var files = ContentRules.CheckAttachments(request.AttachmentIds);
            var command = new PostCommand(
                request.SessionId, request.SenderId, request.SenderUsername, request.SenderDisplayName,
                ContentRules.CheckClientId(request.ClientId), ContentRules.Check(request.Content, mayBeEmpty: files is not null),
                request.HasReplyTo ? request.ReplyTo : null)
            {
                CallerDelivers = request.CallerDelivers,
                AttachmentIds = files,
            };
            var posted = await poster.PostAsync(command, cancel);
            reply.Posted = new Posted
            {
                Id = posted.Id,
                Seq = posted.Seq,
                Rev = posted.Rev,
                TimestampUs = UnixMicroseconds.Of(posted.CreatedAt),
                Repeated = !posted.IsNew,
                Deliver = posted.ToDeliver?.ToProto(),
            };
        }
        catch (ChatException refusal)
        {
            reply.Refused =
                new Refused { Code = refusal.Error.Code, Detail = refusal.Message, RetryAfterMs = (long)(refusal.RetryAfter?.TotalMilliseconds ?? 0) };
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled)
        {
            reply.Refused = new Refused { Code = ErrorCode.Unavailable.Code, Detail = "The sessions service does not answer." };
        }
        catch (Exception e)
        {
            Log.Failed(logger, e);
            reply.Refused = new Refused { Code = ErrorCode.InternalError.Code, Detail = ErrorCode.InternalError.Title };
        }
        return reply;
    }

    static partial class Log
    {
        [LoggerMessage(1030, LogLevel.Error, "A post failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
