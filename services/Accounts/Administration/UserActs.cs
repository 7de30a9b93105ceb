using Chat.Accounts.Audit;
using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.TwoFactor;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Administration;

/// <summary>
/// What administrators do to users. One transaction locks the user, changes them, and writes the audit entry and the events. Sign-ins end
/// in Redis before it commits: should it fail, somebody signs in again; the other way round, somebody would stay. Every act can be repeated: what
/// is so already is put in force again, without another entry.
/// </summary>
sealed class UserActs(
    AccountsDbContext db, Administrators administrators, SignInEnding ending, UserSignIns signIns, FailedSignIns failures, TwoFactorSettings twoFactor)
{
    public async Task DeactivateAsync(long userId, Actor actor, string reason, CancellationToken cancel)
    {
        var user = await ActAsync(userId, actor, "user.deactivate", reason, async user =>
        {
            await administrators.RefuseIfLastAsync(user, cancel);
            await ending.EndAllAsync(user.Id, "deactivated");
            if (!user.IsActive) return false;
            user.IsActive = false;
            return true;
        }, cancel);
        await signIns.RefuseTokensBeforeAsync(user.Id, user.Version);
    }

    public Task ReactivateAsync(long userId, Actor actor, string reason, CancellationToken cancel) =>
        ActAsync(userId, actor, "user.reactivate", reason, user =>
        {
            RefuseIfErased(user);
            if (user.IsActive) return Task.FromResult(false);
            user.IsActive = true;
            return Task.FromResult(true);
        }, cancel);

    public Task ResetTwoFactorAsync(long userId, Actor actor, string reason, CancellationToken cancel) =>
        ActAsync(userId, actor, "user.reset_two_factor", reason, async user =>
        {
            if (!user.TwoFactorEnabled) return false;
            await twoFactor.DisableAsync(user, cancel);
            return true;
        }, cancel);

    public Task UnlockAsync(long userId, Actor actor, string reason, CancellationToken cancel) =>
        ActAsync(userId, actor, "user.unlock", reason, async user =>
        {
            var wasLocked = await failures.AreTooManyAsync(user.NormalizedUserName!);
            await failures.ForgetAsync(user.NormalizedUserName!);
            return wasLocked;
        }, cancel);

    public async Task SignOutAsync(long userId, Actor actor, string reason, CancellationToken cancel)
    {
        var user = await ActAsync(userId, actor, "user.sign_out", reason, async user =>
        {
            await ending.EndAllAsync(user.Id, "revoked");
            return true;
        }, cancel);
        await signIns.RefuseTokensBeforeAsync(user.Id, user.Version);
    }

    public async Task SetRoleAsync(long userId, bool isAdmin, Actor actor, string reason, CancellationToken cancel)
    {
        var user = await ActAsync(userId, actor, isAdmin ? "user.make_administrator" : "user.remove_administrator", reason, async user =>
        {
            if (isAdmin) RefuseIfErased(user);
            else await administrators.RefuseIfLastAsync(user, cancel);
            if (user.IsAdmin == isAdmin) return false;
            user.IsAdmin = isAdmin;
            return true;
        }, cancel);
        await signIns.RefuseTokensBeforeAsync(user.Id, user.Version);
    }

    /// <summary>A deleted user's row is nobody any more.</summary>
    static void RefuseIfErased(User user)
    {
        if (user.IsErased) throw new ChatException(ErrorCode.UserNotFound);
    }

    /// <param name="userId">The user.</param>
    /// <param name="actor">Who acts.</param>
    /// <param name="act">What it is called in the audit log.</param>
    /// <param name="reason">Why.</param>
    /// <param name="change">Changes the locked user; says whether there is a change to write down.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.UserNotFound"/>, <see cref="ErrorCode.LastAdministrator"/>;
    /// <see cref="ErrorCode.NotFound"/> when the actor is no administrator any more.</exception>
    Task<User> ActAsync(long userId, Actor actor, string act, string reason, Func<User, Task<bool>> change, CancellationToken cancel) =>
        db.InTransactionAsync(async () =>
        {
            await administrators.LockAsync(cancel);
            await administrators.RequireAsync(actor.Id, cancel);
            var locked = await db.Users.FromSql($"SELECT * FROM users WHERE id = {userId} FOR NO KEY UPDATE").ToListAsync(cancel);
            if (locked is not [var user]) throw new ChatException(ErrorCode.UserNotFound);
            if (await change(user))
            {
                user.Renew();
                db.Publish(user.ToEvent());
                db.Add(AuditEntry.Of(actor.Did(act, "user", user.Id, user.UserName!, reason)));
            }
            await db.SaveChangesAsync(cancel);
            return user;
        }, cancel);
}
