using Chat.ServiceDefaults.Data;

namespace Chat.Messages.Posting;

/// <summary>
/// Follows the posts in the background: what the backlog tells of, and now and then all sessions, for what a crash or an upgrade left. What fails is
/// logged and tried again.
/// </summary>
abstract class BacklogFollower<TBacklog>(TBacklog backlog, MigrationState schema, TimeProvider time) : BackgroundService where TBacklog : SessionBacklog
{
    static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    protected TBacklog Backlog => backlog;
    protected TimeProvider Time => time;

    /// <summary>How long commits gather before they are taken.</summary>
    protected abstract TimeSpan Gather { get; }

    /// <summary>Brings these sessions, in which something was committed, up to date.</summary>
    protected abstract Task AdvanceAsync(long[] sessionIds, CancellationToken cancel);

    /// <summary>Goes once through all sessions and brings those up to date that are behind.</summary>
    protected abstract Task SweepAsync(CancellationToken cancel);

    protected abstract void LogFailure(Exception exception);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        await Task.WhenAll(RepeatAsync(SweepEvery, SweepAsync, stoppingToken), RepeatAsync(TimeSpan.Zero, FollowAsync, stoppingToken));
    }

    async Task RepeatAsync(TimeSpan every, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                LogFailure(e);
            }
            await Task.Delay(every, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task FollowAsync(CancellationToken cancel)
    {
        await backlog.WaitAsync(cancel);
        await Task.Delay(Gather, time, cancel);
        await AdvanceAsync(backlog.Take(), cancel);
    }
}
