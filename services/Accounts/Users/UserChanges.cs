using Chat.Accounts.Data;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Users;

/// <summary>
/// How a user changes: one transaction locks the row, changes it and writes the events. Changes of one user are therefore one after the
/// other, and <see cref="User.Version"/> without gaps.
/// </summary>
static class UserChanges
{
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/> when the user is no longer active.</exception>
    public static Task<T> ChangeUserAsync<T>(this AccountsDbContext db, long userId, Func<User, Task<T>> change, CancellationToken cancel) =>
        db.InTransactionAsync(() => db.ChangeUserInTransactionAsync(userId, change, cancel), cancel);

    /// <summary>The same in a transaction of the caller, who locks something else before the row.</summary>
    /// <inheritdoc cref="ChangeUserAsync{T}"/>
    public static async Task<T> ChangeUserInTransactionAsync<T>(this AccountsDbContext db, long userId, Func<User, Task<T>> change, CancellationToken cancel)
    {
        var locked = await db.Users.FromSql($"SELECT * FROM users WHERE id = {userId} AND is_active FOR NO KEY UPDATE").ToListAsync(cancel);
        var user = locked is [var found] ? found : throw new ChatException(ErrorCode.NotSignedIn);
        var result = await change(user);
        // For whoever read the row before and writes it by way of Identity.
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        await db.SaveChangesAsync(cancel);
        return result;
    }

    /// <inheritdoc cref="ChangeUserAsync{T}"/>
    public static Task ChangeUserAsync(this AccountsDbContext db, long userId, Func<User, Task> change, CancellationToken cancel) =>
        db.ChangeUserAsync<object?>(userId, async user =>
        {
            await change(user);
            return null;
        }, cancel);
}
