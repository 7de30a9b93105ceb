using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages;
using MassTransit;
using Npgsql;

namespace Chat.Messages.Posting;

/// <summary>
/// Sends the event of each committed batch at once, beside the writer. Some time later one event for many batches tells which
/// sessions were active, and then their rows leave the outbox. What fails here stays there for the relay. Order is not
/// promised: revisions tell.
/// </summary>
sealed partial class BatchPublisher(IBus bus, NpgsqlDataSource database, ILogger<BatchPublisher> logger) : BackgroundService
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>How long confirmed batches gather. Only the order of session lists waits for it.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    readonly Channel<Confirmed> _confirmed = Channel.CreateUnbounded<Confirmed>(new UnboundedChannelOptions { SingleReader = true });
    readonly ConcurrentDictionary<Task, bool> _inFlight = new();

    readonly record struct Confirmed(long OutboxId, MessagesPosted Changes);

    /// <summary>Starts sending; returns at once. The current activity becomes the parent of the send.</summary>
    public void Publish(long outboxId, MessagesPosted changes)
    {
        var sending = PublishAsync(outboxId, changes);
        if (sending.IsCompleted) return;
        _inFlight.TryAdd(sending, true);
        _ = sending.ContinueWith(done => _inFlight.TryRemove(done, out _), TaskScheduler.Default);
    }

    async Task PublishAsync(long outboxId, MessagesPosted changes)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout);
            await bus.Publish(changes, timeout.Token);
            _confirmed.Writer.TryWrite(new Confirmed(outboxId, changes));
        }
        catch (Exception e)
        {
            Log.Left(logger, e);
        }
    }

    /// <summary>What these changes say of when their sessions were active.</summary>
    public static SessionsActive ActivityOf(IEnumerable<MessagesPosted> batches) => new([.. batches
        .SelectMany(batch => batch.Sessions)
        .Where(session => session.Messages.Count > 0)
        .GroupBy(session => session.SessionId, session => session.Messages[^1].Timestamp)
        .Select(session => new SessionActivity(session.Key, session.Max()))]);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        while (await _confirmed.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Task.Delay(Gather, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var batches = new List<Confirmed>();
            while (_confirmed.Reader.TryRead(out var batch)) batches.Add(batch);
            try
            {
                using var timeout = new CancellationTokenSource(Timeout);
                await bus.Publish(ActivityOf(batches.Select(batch => batch.Changes)), timeout.Token);
                await using var command = database.CreateCommand("DELETE FROM batch_outbox WHERE id = ANY ($1)");
                command.Parameters.AddWithValue(batches.ConvertAll(batch => batch.OutboxId).ToArray());
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (Exception e)
            {
                Log.NotDeleted(logger, e);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_inFlight.Keys).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _confirmed.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Warning, "The event of a committed batch stays in the outbox")]
        public static partial void Left(ILogger logger, Exception exception);

        [LoggerMessage(1011, LogLevel.Warning, "Confirmed outbox rows could not be deleted; their events will be sent again")]
        public static partial void NotDeleted(ILogger logger, Exception exception);
    }
}
