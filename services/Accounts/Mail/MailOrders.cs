using Chat.Accounts.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Mail;

/// <summary>A queue of mails that are owed. It is in the database: a mail that was promised survives a restart. Instances skip what another is at.</summary>
class MailOrders<TOrder>(AccountsDbContext db, TimeProvider time) where TOrder : MailOrder
{
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    protected AccountsDbContext Db => db;

    protected DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The next order that is due, taken from other instances for some time; null when there is none.</summary>
    public async Task<TOrder?> TakeAsync(CancellationToken cancel)
    {
        var table = db.Model.FindEntityType(typeof(TOrder))!.GetTableName();
        var now = Now;
        var take =
            $$"""
            UPDATE {{table}} SET attempts = attempts + 1, due_at = {1}
            WHERE id = (SELECT id FROM {{table}} WHERE due_at <= {0} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;
        var taken = await db.Set<TOrder>().FromSqlRaw(take, now, now + Lease).AsNoTracking().ToListAsync(cancel);
        return taken is [var order] ? order : null;
    }

    public Task PostponeAsync(TOrder order, TimeSpan wait, CancellationToken cancel)
    {
        var dueAt = Now + wait;
        return db.Set<TOrder>().Where(row => row.Id == order.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, dueAt), cancel);
    }

    public Task EndAsync(TOrder order, CancellationToken cancel) => db.Set<TOrder>().Where(row => row.Id == order.Id).ExecuteDeleteAsync(cancel);
}
