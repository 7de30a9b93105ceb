using Microsoft.EntityFrameworkCore;

namespace Chat.ServiceDefaults.Data;

public static class Transactions
{
    /// <summary>
    /// Runs the work in a transaction and, when the database fails in passing, the whole of it again from the start. The context
    /// is emptied first, so load in the work what it changes.
    /// </summary>
    public static Task<T> InTransactionAsync<T>(this DbContext db, Func<Task<T>> work, CancellationToken cancel) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            var result = await work();
            cancel.ThrowIfCancellationRequested();
            // Not given up half-way: whoever did that would not know whether it is committed, and tell nobody.
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        });
}
