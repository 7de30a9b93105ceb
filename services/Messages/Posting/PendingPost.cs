using System.Diagnostics;

namespace Chat.Messages.Posting;

/// <summary>A post on its way through the writer, with whoever waits for it.</summary>
sealed class PendingPost(PostCommand command)
{
    readonly TaskCompletionSource<PostResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PostCommand Command { get; } = command;
    public DateTime AcceptedAt { get; } = DateTime.UtcNow;
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;
    public Task<PostResult> Result => _result.Task;

    public void Complete(PostResult result) => _result.TrySetResult(result);

    public void Fail(Exception exception) => _result.TrySetException(exception);
}
