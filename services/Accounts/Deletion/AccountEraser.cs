using Chat.Accounts.Administration;
using Chat.Accounts.Data;
using Chat.Accounts.Passwords;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.TwoFactor;
using Chat.Accounts.Users;
using Chat.Contracts.Accounts;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Deletion;

/// <summary>
/// Takes out of this service all that is personal about a user. The row stays, nameless: messages and sessions of others refer to its id.
/// What other services do with it follows from the events, which are saved with it.
/// </summary>
sealed class AccountEraser(
    AccountsDbContext db, SignInEnding ending, UserSignIns signIns, FailedSignIns failures, TwoFactorSettings twoFactor, Administrators administrators)
{
    /// <exception cref="ChatException"><see cref="ErrorCode.LastAdministrator"/>, <see cref="ErrorCode.NotSignedIn"/></exception>
    public async Task EraseAsync(long userId, CancellationToken cancel)
    {
        var last = await db.InTransactionAsync(
            async () =>
            {
                // Before the row, as acts of administrators lock the two: else each might wait for the other.
                await administrators.LockAsync(cancel);
                return await db.ChangeUserInTransactionAsync(userId, user => EraseAsync(user, cancel), cancel);
            }, cancel);
        await signIns.RefuseTokensBeforeAsync(userId, last);
    }

    /// <summary>Answers the version of what is left.</summary>
    async Task<long> EraseAsync(User user, CancellationToken cancel)
    {
        await administrators.RefuseIfLastAsync(user, cancel);
        await ending.EndAllAsync(user.Id, "deleted");
        await failures.ForgetAsync(user.NormalizedUserName!);
        await twoFactor.DisableAsync(user, cancel);
        await db.EndResetLinksAsync(user.Id, cancel);
        await db.ResetOrders.Where(order => order.Login == user.NormalizedUserName).ExecuteDeleteAsync(cancel);
        await db.NoticeOrders.Where(order => order.UserId == user.Id).ExecuteDeleteAsync(cancel);
        await db.NotificationSettings.Where(settings => settings.UserId == user.Id).ExecuteDeleteAsync(cancel);
        await db.Passkeys.Where(passkey => passkey.UserId == user.Id).ExecuteDeleteAsync(cancel);
        await db.EncryptionKeys.Where(key => key.UserId == user.Id).ExecuteDeleteAsync(cancel);
        await db.Avatars.Where(avatar => avatar.UserId == user.Id).ExecuteDeleteAsync(cancel);
        user.Erase();
        db.Publish(user.ToEvent());
        db.Publish(new UserDeleted(user.Id));
        return user.Version;
    }
}
