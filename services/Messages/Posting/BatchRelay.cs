using System.Diagnostics;
using System.Text.Json;
using Chat.Contracts.Messages;
using Chat.Messages.Data;
using Chat.Messages.Reading;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Chat.Messages.Posting;

/// <summary>
/// Sends the events of batches whose outbox row has stood for a while: their writer crashed or the broker was away. The event is made
/// again from the messages, as they are now; a message changed since is left to the event of that change. Sending one twice is
/// harmless. Instances skip each other's rows.
/// </summary>
sealed partial class BatchRelay(IServiceScopeFactory scopes, IBus bus, MigrationState schema, TimeProvider time, ILogger<BatchRelay> logger) : BackgroundService
{
    const int RowsAtOnce = 50;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Longer than the writer's own attempt to send takes.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Done.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await RelayAsync(stoppingToken) == RowsAtOnce) { }
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
        var reader = scope.ServiceProvider.GetRequiredService<ChangeReader>();
        var relayed = await db.InTransactionAsync(async () =>
        {
            var rows = await db.BatchOutbox
                .FromSql($"SELECT * FROM batch_outbox WHERE created_at < clock_timestamp() - {Patience} ORDER BY id LIMIT {RowsAtOnce} FOR UPDATE SKIP LOCKED")
                .ToListAsync(stop);
            foreach (var row in rows) await SendAsync(row, reader, stop);
            db.RemoveRange(rows);
            await db.SaveChangesAsync(stop);
            return rows.Count;
        }, stop);
        if (relayed > 0) Log.Relayed(logger, relayed);
        return relayed;
    }

    async Task SendAsync(CommittedBatch row, ChangeReader reader, CancellationToken stop)
    {
        using var activity = ChatTelemetry.Source.StartActivity("outbox publish", ActivityKind.Internal, row.TraceParent);
        var sessions = new List<SessionChanges>();
        foreach (var range in JsonSerializer.Deserialize<RevRange[]>(row.Changes, JsonDefaults.Options)!)
            sessions.Add(await reader.ReadAsync(range.SessionId, range.PrevRev, range.Rev, stop));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(PublishTimeout);
        var changes = new MessagesPosted(sessions);
        await bus.Publish(changes, timeout.Token);
        await bus.Publish(BatchPublisher.ActivityOf([changes]), timeout.Token);
    }

    static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Information, "Sent {Count} events that stood in the outbox")]
        public static partial void Relayed(ILogger logger, int count);

        [LoggerMessage(1021, LogLevel.Warning, "The outbox could not be relayed; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
