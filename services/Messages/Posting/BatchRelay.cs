using System.Diagnostics;
using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Notes;
using Chat.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Posting;

/// <summary>
/// Tells of commits whose outbox row has stood for a while: their writer crashed or the broker was away. How far the sessions have
/// come is enough: whoever lacks the changes reads them. Telling twice is harmless. Instances skip each other's rows.
/// </summary>
sealed partial class BatchRelay(
    IServiceScopeFactory scopes, IBus bus, MessageNotes notes, MigrationState schema, TimeProvider time,
    ILogger<BatchRelay> logger) : BackgroundService
{
    const int RowsAtOnce = 100;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // Longer than the writer's own attempt to send takes.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    readonly OutboxAge _age = new("batch_outbox", time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await RelayAsync(stoppingToken) == RowsAtOnce) { }
                _age.IsEmpty();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e);
            }
        }
    }

    async Task<int> RelayAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagesDbContext>();
        // Nearly always nothing has stood for so long, and one question is cheaper than a transaction.
        var waits = await db.Database
            .SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM batch_outbox WHERE created_at < clock_timestamp() - {Patience}) AS "Value" """).SingleAsync(stop);
        if (!waits) return 0;
        var relayed = await db.InTransactionAsync(async () =>
        {
            var rows = await db.BatchOutbox
                .FromSql($"SELECT * FROM batch_outbox WHERE created_at < clock_timestamp() - {Patience} ORDER BY id LIMIT {RowsAtOnce} FOR UPDATE SKIP LOCKED")
                .ToListAsync(stop);
            if (rows.Count > 0) _age.Waits(rows[0].CreatedAt);
            if (rows.Count > 0) await SendAsync(rows, stop);
            db.RemoveRange(rows);
            await db.SaveChangesAsync(stop);
            return rows.Count;
        }, stop);
        if (relayed > 0) Log.Relayed(logger, relayed);
        return relayed;
    }

    /// <summary>One event for all of them: many commits are of the same sessions, and only how far each has come is told.</summary>
    async Task SendAsync(List<CommittedBatch> rows, CancellationToken stop)
    {
        using var activity = ChatTelemetry.Source.StartActivity("outbox publish", ActivityKind.Internal, rows[0].TraceParent);
        var active = rows
            .SelectMany(
                row => JsonSerializer.Deserialize<RevRange[]>(row.Changes, JsonDefaults.Options)!,
                (row, range) => (range.SessionId, range.Rev, row.CreatedAt))
            .GroupBy(change => change.SessionId)
            .Select(session => new SessionActivity(session.Key, session.Max(change => change.Rev), session.Max(change => change.CreatedAt)))
            .ToList();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(PublishTimeout);
        await bus.Publish(new SessionsActive(active), timeout.Token);
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var session in active)
            if (session.At is { } at) notes.Take(new MessageNote(NoteKind.HeadConfirmed, session.SessionId, 0, session.Rev, at, now));
    }

    static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Information, "Told of {Count} commits that stood in the outbox")]
        public static partial void Relayed(ILogger logger, int count);

        [LoggerMessage(1021, LogLevel.Warning, "The outbox could not be relayed; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
