using Chat.Accounts.Data;
using Chat.Accounts.Users;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace Chat.Accounts.Passwords;

/// <summary>The queue of forgotten passwords. It is in the database: a mail that was promised survives a restart.</summary>
sealed class ResetOrders(AccountsDbContext db, IConnectionMultiplexer redis, TimeProvider time)
{
    const int MailsPerHour = 3;
    const int MaxAccountsOfAddress = 5;
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Takes an order, for any login alike: what it does, and so how long it takes, says nothing about who exists.</summary>
    public async Task AddAsync(string login, CancellationToken cancel)
    {
        var normalized = UserRules.Normalize(login);
        if (await IsTooOftenAsync(normalized)) return;
        await InsertAsync([normalized], cancel);
    }

    /// <summary>The next order that is due, taken from other instances for some time; null when there is none.</summary>
    public async Task<ResetOrder?> TakeAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var taken = await db.ResetOrders
            .FromSql(
                $"""
                UPDATE reset_orders SET attempts = attempts + 1, due_at = {now + Lease}
                WHERE id = (SELECT id FROM reset_orders WHERE due_at <= {now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING *
                """)
            .AsNoTracking()
            .ToListAsync(cancel);
        return taken is [var order] ? order : null;
    }

    /// <summary>Makes orders of user names out of one of an e-mail address.</summary>
    public async Task SplitAsync(ResetOrder order, CancellationToken cancel)
    {
        var names = await db.Users
            .Where(user => user.NormalizedEmail == order.Login && user.IsActive)
            .OrderBy(user => user.Id)
            .Select(user => user.NormalizedUserName!)
            .Take(MaxAccountsOfAddress)
            .ToArrayAsync(cancel);
        await InsertAsync(names, cancel);
        await EndAsync(order, cancel);
    }

    public Task PostponeAsync(ResetOrder order, TimeSpan wait, CancellationToken cancel)
    {
        var dueAt = time.GetUtcNow().UtcDateTime + wait;
        return db.ResetOrders.Where(row => row.Id == order.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, dueAt), cancel);
    }

    public Task EndAsync(ResetOrder order, CancellationToken cancel) => db.ResetOrders.Where(row => row.Id == order.Id).ExecuteDeleteAsync(cancel);

    Task<int> InsertAsync(string[] logins, CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO reset_orders (login, created_at, due_at, attempts) SELECT login, {now}, {now}, 0 FROM unnest({logins}) AS login
            ON CONFLICT (login) DO NOTHING
            """, cancel);
    }

    /// <summary>Nobody's mailbox is flooded through us.</summary>
    async Task<bool> IsTooOftenAsync(string normalized)
    {
        var key = $"accounts:resets:{normalized}";
        var asked = await redis.GetDatabase().StringIncrementAsync(key);
        if (asked == 1) await redis.GetDatabase().KeyExpireAsync(key, TimeSpan.FromHours(1));
        return asked > MailsPerHour;
    }
}
