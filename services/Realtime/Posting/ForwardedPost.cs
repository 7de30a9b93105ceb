using Chat.Contracts.Messages.V1;

namespace Chat.Realtime.Posting;

/// <summary>A message on its way to Messages, with whoever waits for it.</summary>
sealed class ForwardedPost(PostRequest request)
{
    readonly TaskCompletionSource<PostReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PostRequest Request { get; } = request;
    public Task<PostReply> Reply => _reply.Task;

    /// <summary>Nobody waits for it any longer; the sender was told to send again.</summary>
    public bool IsAbandoned { get; set; }

    public void Complete(PostReply reply) => _reply.TrySetResult(reply);
}
