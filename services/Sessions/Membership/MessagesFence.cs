using Chat.Contracts.Messages.V1;
using Chat.ServiceDefaults.Fences;
using Chat.ServiceDefaults.Problems;
using Grpc.Core;

namespace Chat.Sessions.Membership;

/// <summary>
/// Tells Messages of a committed change before the caller hears of it, and raises the session's fence for all else that is said live. This is what makes an
/// acknowledged removal final: from then on nothing is posted by the removed user or delivered to them. The event in the outbox tells it again, for good.
/// </summary>
sealed partial class MessagesFence(MembershipFence.MembershipFenceClient messages, SessionFences fences, ILogger<MessagesFence> logger)
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    static readonly TimeSpan RedisDeadline = TimeSpan.FromSeconds(1);

    /// <summary>For changes that take something away.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.Unavailable"/>: the change is made, but not yet in force everywhere.</exception>
    public async Task TellAsync(MembershipChange change, CancellationToken cancel)
    {
        var raising = change.Deleted || change.Changes.Any(member => member.Removed) ? RaiseAsync(change) : Task.CompletedTask;
        try
        {
            await messages.ApplyAsync(change, deadline: DateTime.UtcNow + Deadline, cancellationToken: cancel);
        }
        catch (RpcException e)
        {
            Log.NotTold(logger, e, change.SessionId);
            throw new ChatException(ErrorCode.Unavailable, "The change is stored and takes effect as soon as the messages service answers again.", e);
        }
        finally
        {
            await raising;
        }
    }

    /// <summary>For changes that only add: when the call fails Messages finds out by asking.</summary>
    public async Task TryTellAsync(MembershipChange change, CancellationToken cancel)
    {
        try
        {
            await TellAsync(change, cancel);
        }
        catch (ChatException)
        {
            // Logged above; the event follows.
        }
    }

    /// <summary>Never throws: what the fence keeps from the removed goes through Redis, too.</summary>
    async Task RaiseAsync(MembershipChange change)
    {
        try
        {
            await fences.RaiseAsync(change.SessionId, change.Version).WaitAsync(RedisDeadline);
        }
        catch (Exception e)
        {
            Log.NotRaised(logger, e, change.SessionId);
        }
    }

    static partial class Log
    {
        [LoggerMessage(2000, LogLevel.Warning, "Messages was not told of a change of session {SessionId}; its event will")]
        public static partial void NotTold(ILogger logger, Exception exception, long sessionId);

        [LoggerMessage(2001, LogLevel.Warning, "The fence of session {SessionId} was not raised; the event of the removal will do")]
        public static partial void NotRaised(ILogger logger, Exception exception, long sessionId);
    }
}
