using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Chat.Contracts.Messages;
using Chat.Messages.Attention;
using Chat.Messages.Search;
using Chat.ServiceDefaults.Notes;
using MassTransit;
using Npgsql;

namespace Chat.Messages.Posting;

/// <summary>
/// Tells other services what was committed, beside the writer. Changes that only an event brings to their listeners go out at
/// once. Some time later one event for many commits tells how far their sessions have come, and then their rows leave the
/// outbox. What fails here stays there for the relay. Order is not promised: revisions tell.
/// </summary>
sealed partial class BatchPublisher(
    IBus bus, NpgsqlDataSource database, SearchBacklog search, AttentionBacklog attention, MessageNotes notes,
    ILogger<BatchPublisher> logger) : BackgroundService
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>How long commits gather. The order of session lists waits for it, and the repair of what was lost.</summary>
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    readonly Channel<CommittedNews> _delivered = Channel.CreateUnbounded<CommittedNews>(new UnboundedChannelOptions { SingleReader = true });
    readonly ConcurrentDictionary<Task, bool> _inFlight = new();

    /// <summary>Starts sending; returns at once. The current activity becomes the parent of the send.</summary>
    public void Publish(CommittedNews news)
    {
        foreach (var session in news.Activity)
        {
            search.Add(session.SessionId);
            // Edits and the like call nobody.
            if (session.At is not null) attention.Add(session.SessionId);
        }
        var sending = PublishAsync(news);
        if (sending.IsCompleted) return;
        _inFlight.TryAdd(sending, true);
        _ = sending.ContinueWith(done => _inFlight.TryRemove(done, out _), TaskScheduler.Default);
    }

    async Task PublishAsync(CommittedNews news)
    {
        try
        {
            if (news.Undelivered.Count > 0)
            {
                using var timeout = new CancellationTokenSource(Timeout);
                await bus.Publish(new MessagesPosted(news.Undelivered), timeout.Token);
                Note(news.Undelivered);
            }
            _delivered.Writer.TryWrite(news);
        }
        catch (Exception e)
        {
            Log.Left(logger, e);
        }
    }

    void Note(IReadOnlyList<SessionChanges> confirmed)
    {
        var now = DateTime.UtcNow;
        foreach (var session in confirmed)
            if (session.Messages is [{ } first, ..])
                notes.Take(new MessageNote(NoteKind.EventConfirmed, session.SessionId, session.PrevRev, session.Rev, first.Timestamp, now));
    }

    void Note(SessionsActive confirmed)
    {
        var now = DateTime.UtcNow;
        foreach (var session in confirmed.Sessions)
            if (session.At is { } at) notes.Take(new MessageNote(NoteKind.HeadConfirmed, session.SessionId, 0, session.Rev, at, now));
    }

    static SessionsActive ActivityOf(IEnumerable<CommittedNews> commits) => new([.. commits
        .SelectMany(news => news.Activity)
        .GroupBy(session => session.SessionId)
        .Select(session => new SessionActivity(session.Key, session.Max(one => one.Rev), session.Max(one => one.At)))]);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        while (await _delivered.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await Task.Delay(Gather, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var commits = new List<CommittedNews>();
            while (_delivered.Reader.TryRead(out var news)) commits.Add(news);
            try
            {
                using var timeout = new CancellationTokenSource(Timeout);
                var heads = ActivityOf(commits);
                await bus.Publish(heads, timeout.Token);
                Note(heads);
                await using var command = database.CreateCommand("DELETE FROM batch_outbox WHERE id = ANY ($1)");
                command.Parameters.AddWithValue(commits.ConvertAll(news => news.OutboxId).ToArray());
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
        _delivered.Writer.TryComplete();
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
