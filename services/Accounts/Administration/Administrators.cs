using Chat.Accounts.Audit;
using Chat.Accounts.Data;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.Contracts.Administration;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Administration;

/// <summary>
/// Who administers the system. Whatever may make or unmake an administrator takes one lock first, in its transaction, so that two
/// such changes are one after the other and the last administrator is never lost.
/// </summary>
sealed class Administrators(AccountsDbContext db, UserSignIns signIns)
{
    // Any number, as long as no other advisory lock of this database has it.
    const long Lock = 0x41444D494E;

    /// <summary>Administrators who can sign in.</summary>
    IQueryable<User> Active => db.Users.Where(user => user.IsAdmin && user.IsActive);

    public Task<bool> ExistAsync(CancellationToken cancel) => Active.AnyAsync(cancel);

    /// <summary>Waits for its turn in the current transaction.</summary>
    public Task LockAsync(CancellationToken cancel) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancel);

    /// <summary>For acts of administrators, under the lock: a token may tell of what has just been taken away.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/></exception>
    public async Task RequireAsync(long actorId, CancellationToken cancel)
    {
        if (!await Active.AnyAsync(user => user.Id == actorId, cancel)) throw new ChatException(ErrorCode.NotFound);
    }

    /// <summary>For whatever takes an administrator away, under the lock.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.LastAdministrator"/></exception>
    public async Task RefuseIfLastAsync(User user, CancellationToken cancel)
    {
        if (user is { IsAdmin: true, IsActive: true } && !await Active.AnyAsync(other => other.Id != user.Id, cancel))
            throw new ChatException(ErrorCode.LastAdministrator);
    }

    /// <summary>Makes an active user an administrator, in a transaction of its own, if they are none.</summary>
    /// <param name="find">Finds the user, under the lock; null for nobody.</param>
    /// <param name="act">What to write down.</param>
    /// <param name="cancel">Gives up, with nothing changed.</param>
    /// <returns>The user; null when there was nobody.</returns>
    public async Task<User?> AppointAsync(Func<Task<User?>> find, Func<User, AdministrativeAct> act, CancellationToken cancel)
    {
        var user = await db.InTransactionAsync(async () =>
        {
            await LockAsync(cancel);
            if (await find() is not { } found) return null;
            if (found.IsAdmin) return found;
            found.IsAdmin = true;
            found.Renew();
            db.Publish(found.ToEvent());
            db.Add(AuditEntry.Of(act(found)));
            await db.SaveChangesAsync(cancel);
            return found;
        }, cancel);
        // Their tokens say that they are none: they get new ones.
        if (user is not null) await signIns.RefuseTokensBeforeAsync(user.Id, user.Version);
        return user;
    }
}
