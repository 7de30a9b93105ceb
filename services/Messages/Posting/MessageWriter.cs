using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Chat.Messages.Attachments;
using Chat.ServiceDefaults.Notes;
using Chat.ServiceDefaults.Problems;
using Chat.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Chat.Messages.Posting;

/// <summary>
/// The group-commit writer: while one commit is in flight the next batch gathers, and goes as soon as the first is done. No
/// post waits for a timer, and under load the commit's fixed cost is shared.
/// </summary>
/// <remarks>
/// Invariants. One commit at a time per instance, on one connection of its own; several instances meet at the locks of the
/// session heads. A post is answered only after its commit. A commit whose outcome is unknown is simply repeated: the
/// client ids make the second time answer what the first one did.
/// </remarks>
sealed partial class MessageWriter : BackgroundService
{
    static readonly Histogram<int> BatchSize = ChatTelemetry.Meter.CreateHistogram(
        "chat.messages.batch_size", "{message}", "Messages per commit",
        tags: null, advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
    static readonly Histogram<double> CommitDuration = ChatTelemetry.Meter.CreateHistogram(
        "chat.messages.commit_duration", "s", "How long commits of messages take, failed tries included", tags: null, advice: ChatTelemetry.Durations);
    static readonly Counter<long> Accepted = ChatTelemetry.Meter.CreateCounter<long>("chat.messages.accepted", "{message}", "Messages committed");

    readonly Channel<PendingPost> _waiting;
    readonly PostBatchCommand _command;
    readonly BatchPublisher _publisher;
    readonly MessageNotes _notes;
    readonly WriterOptions _options;
    readonly ILogger<MessageWriter> _logger;

    public MessageWriter(PostBatchCommand command, BatchPublisher publisher, MessageNotes notes, IOptions<WriterOptions> options, ILogger<MessageWriter> logger)
    {
        (_command, _publisher, _notes, _options, _logger) = (command, publisher, notes, options.Value, logger);
        _waiting = Channel.CreateBounded<PendingPost>(new BoundedChannelOptions(_options.MaxWaiting) { SingleReader = true });
    }

    /// <summary>Ends when the post is committed, or refused by what the database knows.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.Unavailable"/> when it could not be committed; sending again with the same client id is
    /// safe.</exception>
    public async Task<PostResult> WriteAsync(PostCommand command, CancellationToken cancel)
    {
        var pending = new PendingPost(command);
        try
        {
            await _waiting.Writer.WriteAsync(pending, cancel);
        }
        catch (ChannelClosedException)
        {
            throw new ChatException(ErrorCode.Unavailable, "This instance is stopping.");
        }
        return await pending.Result.WaitAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Stopping closes the door; what is inside is still committed.
        await using var closing = stoppingToken.Register(() => _waiting.Writer.TryComplete());
        var batch = new List<PendingPost>(_options.MaxBatch);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < _options.MaxBatch && _waiting.Reader.TryRead(out var next)) batch.Add(next);
            await CommitAsync(batch);
        }
        await _command.DisposeAsync();
    }

    async Task CommitAsync(List<PendingPost> batch)
    {
        using var activity = ChatTelemetry.Source.StartActivity(
            "commit messages", ActivityKind.Internal, batch[0].Trace, links: batch.Skip(1).Select(post => new ActivityLink(post.Trace)));
        activity?.SetTag("chat.batch_size", batch.Count);

        var start = Stopwatch.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var committed = await _command.ExecuteAsync(batch);
                CommitDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
                BatchSize.Record(batch.Count);
                Accepted.Add(committed.NewMessages);
                if (committed.News is { } news) _publisher.Publish(news);
                committed.Answer();
                committed.Note(_notes);
                return;
            }
            catch (Exception e) when (IsWorthRepeating(e) && attempt < _options.Retries)
            {
                Log.Repeating(_logger, e, batch.Count);
                await Task.Delay(TimeSpan.FromMilliseconds(20 << attempt));
            }
            catch (Exception e)
            {
                Log.Failed(_logger, e, batch.Count);
                activity?.SetStatus(ActivityStatusCode.Error);
                await FailAsync(batch, e);
                return;
            }
        }
    }

    /// <summary>A batch that the database refuses for what is in it is committed one by one, so that only the culprit fails.</summary>
    async Task FailAsync(List<PendingPost> batch, Exception reason)
    {
        if (batch.Count > 1 && !IsWorthRepeating(reason))
        {
            foreach (var post in batch.ToArray()) await CommitAsync([post]);
            return;
        }
        var error = IsWorthRepeating(reason)
            ? new ChatException(ErrorCode.Unavailable, "The message store does not answer.", reason)
            : reason is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation }
            ? new ChatException(ErrorCode.ValidationFailed, PostedFiles.Gone, reason)
            : new ChatException(ErrorCode.InternalError, null, reason);
        foreach (var post in batch) post.Fail(error);
    }

    static bool IsWorthRepeating(Exception e) => e is NpgsqlException { IsTransient: true } or TimeoutException or IOException
        || e is NpgsqlException and not PostgresException
        || e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.AdminShutdown }
        || e is PostgresException { SqlState: PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow };

    static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Warning, "A commit of {Count} messages is tried again")]
        public static partial void Repeating(ILogger logger, Exception exception, int count);

        [LoggerMessage(1001, LogLevel.Error, "A commit of {Count} messages failed")]
        public static partial void Failed(ILogger logger, Exception exception, int count);
    }
}
