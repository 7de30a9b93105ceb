using System.Diagnostics;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>
/// Publishes what stands in the outbox of <typeparamref name="TContext"/>, in order, and deletes it once the broker has
/// confirmed. Woken by each saved change; a look every few seconds finds what a crash or an outage left behind.
/// A crash between confirmation and deletion publishes twice: consumers tell by version. Instances skip each other's rows.
/// </summary>
sealed partial class OutboxRelay<TContext>(
    IServiceScopeFactory scopes, IBus bus, OutboxSignal signal, MigrationState schema, TimeProvider time, ILogger<OutboxRelay<TContext>> logger)
    : BackgroundService where TContext : DbContext
{
    const int BatchSize = 100;
    static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    readonly OutboxAge _age = new("outbox", time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await schema.Done.WaitAsync(stoppingToken);
                while (await PublishBatchAsync(stoppingToken) == BatchSize) { }
                _age.IsEmpty();
                await signal.WaitAsync(Idle, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.Failed(logger, e);
                await Task.Delay(Idle, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task<int> PublishBatchAsync(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        // Nearly always it is empty, and one question is cheaper than a transaction.
        if (!await db.Set<OutboxMessage>().AnyAsync(stop)) return 0;
        return await db.InTransactionAsync(async () =>
        {
            var batch = await db.Set<OutboxMessage>()
                .FromSql($"SELECT id, type, payload, trace_parent FROM outbox ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED")
                .ToListAsync(stop);
            if (batch.Count > 0) _age.Waits();
            foreach (var row in batch) await PublishAsync(row, stop);
            db.RemoveRange(batch);
            await db.SaveChangesAsync(stop);
            return batch.Count;
        }, stop);
    }

    async Task PublishAsync(OutboxMessage row, CancellationToken stop)
    {
        // The event belongs to the trace of the request that caused it, not to this loop.
        using var activity = ChatTelemetry.Source.StartActivity("outbox publish", ActivityKind.Internal, row.TraceParent);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(PublishTimeout);
        var (type, message) = row.Open();
        await bus.Publish(message, type, timeout.Token);
    }

    static partial class Log
    {
        [LoggerMessage(200, LogLevel.Warning, "Events wait in the outbox; trying again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
