using Chat.Accounts.Data;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.SignIns;

/// <summary>
/// Starts sign-ins of users who have shown who they are, so that none outlives what ends them all. Checking a password takes long; meanwhile
/// the password may be changed and all sign-ins ended, by who wants the one out who is just signing in. So the user is looked at again when
/// the sign-in is listed: one that is listed before all are ended is ended with them, one that comes later sees the change, as it waits for the
/// row's lock.
/// </summary>
sealed class SignInStarting(SignInStore store, AccountsDbContext db)
{
    /// <param name="user">As when they showed who they are.</param>
    /// <param name="kind">How the sign-in is carried on.</param>
    /// <param name="device">For the user's list of sign-ins.</param>
    /// <param name="refreshHash">As in <see cref="SignInStore.StartAsync"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidCredentials"/> when the user is not what they were.</exception>
    public async Task<NewSignIn> StartAsync(User user, SignInKind kind, CallingDevice device, string refreshHash, CancellationToken cancel)
    {
        var signIn = await store.StartAsync(user.Id, kind, device, refreshHash);
        var same = await db.Users
            .FromSql($"SELECT * FROM users WHERE id = {user.Id} AND is_active AND password_hash = {user.PasswordHash} FOR SHARE")
            .AsNoTracking()
            .ToListAsync(cancel);
        if (same.Count > 0) return signIn;
        await store.EndAsync(user.Id, [signIn.Id]);
        throw new ChatException(ErrorCode.InvalidCredentials);
    }
}
