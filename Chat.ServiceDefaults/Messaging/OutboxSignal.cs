using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>Wakes the relay once new events are there for good: after the commit, or after the save when that is the same.</summary>
sealed class OutboxSignal : DbTransactionInterceptor, ISaveChangesInterceptor, IDisposable
{
    static readonly object Marked = new();

    readonly SemaphoreSlim _news = new(0);

    // Contexts that have saved events which are not committed yet.
    readonly ConditionalWeakTable<DbContext, object> _waiting = [];

    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancel) => _news.WaitAsync(atMost, cancel);

    public void Dispose() => _news.Dispose();

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context && context.ChangeTracker.Entries<OutboxMessage>().Any(entry => entry.State is EntityState.Added))
            _waiting.AddOrUpdate(context, Marked);
        return ValueTask.FromResult(result);
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context?.Database.CurrentTransaction is null) Wake(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Wake(eventData.Context);
        return Task.CompletedTask;
    }

    void Wake(DbContext? context)
    {
        if (context is not null && _waiting.Remove(context) && _news.CurrentCount == 0) _news.Release();
    }
}
