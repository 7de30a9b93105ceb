using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages;
using MassTransit;
using Npgsql;

namespace Chat.Messages.Posting;

/// <summary>
/// Sends the event of each committed batch at once, beside the writer, and takes its row out of the outbox when the broker
/// has confirmed it. What fails here stays in the outbox for the relay. Order is not promised: revisions tell.
/// </summary>
sealed partial class BatchPublisher(IBus bus, NpgsqlDataSource database, ILogger<BatchPublisher> logger) : BackgroundService
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    readonly Channel<long> _confirmed = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });
    readonly ConcurrentDictionary<Task, bool> _inFlight = new();

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
            _confirmed.Writer.TryWrite(outboxId);
        }
        catch (Exception e)
        {
            Log.Left(logger, e);
        }
    }

    /// <summary>Deletes confirmed rows, some at a time: one cheap statement instead of one per batch.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        while (await _confirmed.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Task.Delay(Gather, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var ids = new List<long>();
            while (_confirmed.Reader.TryRead(out var id)) ids.Add(id);
            try
            {
                await using var command = database.CreateCommand("DELETE FROM batch_outbox WHERE id = ANY ($1)");
                command.Parameters.AddWithValue(ids.ToArray());
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
