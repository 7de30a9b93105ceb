using Chat.Accounts.Data;
using Chat.Accounts.Mail;
using Chat.Accounts.Users;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace Chat.Accounts.Passwords;

/// <summary>The queue of forgotten passwords.</summary>
sealed class ResetOrders(AccountsDbContext db, IConnectionMultiplexer redis, TimeProvider time) : MailOrders<ResetOrder>(db, time)
{
    const int MailsPerHour = 3;
    const int MaxAccountsOfAddress = 5;

    /// <summary>Takes an order, for any login alike: what it does, and so how long it takes, says nothing about who exists.</summary>
    public async Task AddAsync(string login, CancellationToken cancel)
    {
        var normalized = UserRules.Normalize(login);
        if (await IsTooOftenAsync(normalized)) return;
        await InsertAsync([normalized], cancel);
    }

    /// <summary>Makes orders of user names out of one of an e-mail address.</summary>
    public async Task SplitAsync(ResetOrder order, CancellationToken cancel)
    {
        var names = await Db.Users
            .Where(user => user.NormalizedEmail == order.Login && user.IsActive)
            .OrderBy(user => user.Id)
            .Select(user => user.NormalizedUserName!)
            .Take(MaxAccountsOfAddress)
            .ToArrayAsync(cancel);
        await InsertAsync(names, cancel);
    }

    Task<int> InsertAsync(string[] logins, CancellationToken cancel) => Db.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO reset_orders (login, created_at, due_at, attempts) SELECT login, {Now}, {Now}, 0 FROM unnest({logins}) AS login
        ON CONFLICT (login) DO NOTHING
        """, cancel);

    /// <summary>Nobody's mailbox is flooded through us.</summary>
    async Task<bool> IsTooOftenAsync(string normalized)
    {
        var key = $"accounts:resets:{normalized}";
        // Together: a count that lost its end would count for ever.
        var both = redis.GetDatabase().CreateTransaction();
        var asked = both.StringIncrementAsync(key);
        _ = both.KeyExpireAsync(key, TimeSpan.FromHours(1), ExpireWhen.HasNoExpiry);
        await both.ExecuteAsync();
        return await asked > MailsPerHour;
    }
}
