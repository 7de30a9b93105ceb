using Chat.Messages.Changing;
using Chat.ServiceDefaults.Data;
using Microsoft.Extensions.Options;

namespace Chat.Messages.LinkPreviews;

/// <summary>Looks at links in the background, a few at a time, and changes their messages by the same path as any change.</summary>
sealed partial class LinkPreviewer(
    LinkJobs jobs, PagePreviews pages, IServiceScopeFactory scopes, MigrationState schema, IOptions<LinkPreviewOptions> options, TimeProvider time,
    ILogger<LinkPreviewer> logger)
    : BackgroundService
{
    const int AtOnce = 4;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        await schema.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        var forgotten = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await jobs.TakeAsync(AtOnce, stoppingToken) is { Count: > 0 } taken)
                    await Task.WhenAll(taken.Select(job => LookAsync(job, stoppingToken)));
                if (time.GetElapsedTime(forgotten) < ForgetEvery) continue;
                forgotten = time.GetTimestamp();
                await pages.ForgetAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    async Task LookAsync(LinkJobs.Job job, CancellationToken stop)
    {
        try
        {
            // Whoever took it for the last time has died over it.
            if (job.Attempts <= LinkJobs.MaxAttempts && await pages.OfAsync(job.Url, stop) is { } preview)
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<MessageChanges>().PreviewAsync(job.SessionId, job.Seq, preview, stop);
            }
            await jobs.DoneAsync(job, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // That a server does not answer is no news; what nobody foresaw is.
            if (e is not HttpRequestException) Log.Unforeseen(logger, e, job.SessionId, job.Seq);
            if (job.Attempts < LinkJobs.MaxAttempts) await jobs.LaterAsync(job, stop);
            else await jobs.DoneAsync(job, stop);
        }
    }

    static partial class Log
    {
        [LoggerMessage(1500, LogLevel.Warning, "Links could not be looked at; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(1501, LogLevel.Warning, "The link of message {Seq} of session {SessionId} could not be looked at")]
        public static partial void Unforeseen(ILogger logger, Exception exception, long sessionId, long seq);
    }
}
