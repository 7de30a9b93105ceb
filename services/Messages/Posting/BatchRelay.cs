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
sealed partial class BatchRelay(IServiceScopeFactory scopes, IBus bus, MessageNotes notes, MigrationState schema, TimeProvider time, ILogger<BatchRelay> logger) : BackgroundService
{
    const int RowsAtOnce = 50;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

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
        var relayed = await db.InTransactionAsync(async () =>
        {
            var rows = await db.BatchOutbox
                .FromSql($"SELECT * FROM batch_outbox WHERE created_at < clock_timestamp() - {Patience} ORDER BY id LIMIT {RowsAtOnce} FOR UPDATE SKIP LOCKED")
                .ToListAsync(stop);
            if (rows.Count > 0) _age.Waits(rows[0].CreatedAt);
            foreach (var row in rows) await SendAsync(row, stop);
            db.RemoveRange(rows);
            await db.SaveChangesAsync(stop);
            return rows.Count;
        }, stop);
        if (relayed > 0) Log.Relayed(logger, relayed);
        return relayed;
    }

    async Task SendAsync(CommittedBatch row, CancellationToken stop)
    {
        using var activity = ChatTelemetry.Source.StartActivity("outbox publish", ActivityKind.Internal, row.TraceParent);
        var ranges = JsonSerializer.Deserialize<RevRange[]>(row.Changes, JsonDefaults.Options)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(PublishTimeout);
        await bus.Publish(
            new SessionsActive([.. ranges.Select(range => new SessionActivity(range.SessionId, range.Rev, row.CreatedAt))]), timeout.Token);
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var range in ranges) notes.Take(new MessageNote(NoteKind.HeadConfirmed, range.SessionId, 0, range.Rev, row.CreatedAt, now));
    }

    static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Information, "Sent {Count} events that stood in the outbox")]
        public static partial void Relayed(ILogger logger, int count);

        [LoggerMessage(1021, LogLevel.Warning, "The outbox could not be relayed; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
