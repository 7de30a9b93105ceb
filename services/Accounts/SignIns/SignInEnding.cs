using Chat.Accounts.Data;
using Chat.Contracts.Accounts;
using Chat.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.SignIns;

/// <summary>
/// Ends sign-ins for everyone: the record first, so that no request passes any more, then the event that closes the sockets. The devices that they
/// have notified go with them.
/// </summary>
sealed class SignInEnding(SignInStore store, AccountsDbContext db)
{
    /// <param name="userId">Whose sign-in.</param>
    /// <param name="signInId">Which.</param>
    /// <param name="reason">As in <see cref="SignInsEnded"/>.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task EndAsync(long userId, string signInId, string reason, CancellationToken cancel)
    {
        await store.EndAsync(userId, [signInId]);
        await db.PushSubscriptions.Where(row => row.SignInId == signInId).ExecuteDeleteAsync(cancel);
        db.Publish(new SignInsEnded(userId, [signInId], reason));
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Ends all sign-ins of a user but one. The event goes out with what the caller saves.</summary>
    public async Task EndOthersAsync(long userId, string keptSignInId)
    {
        var others = (await store.FindIdsAsync(userId)).Where(id => id != keptSignInId).ToArray();
        // An event without ids would mean all.
        if (others.Length == 0) return;
        await store.EndAsync(userId, others);
        await db.PushSubscriptions.Where(row => others.Contains(row.SignInId)).ExecuteDeleteAsync();
        db.Publish(new SignInsEnded(userId, others, "revoked"));
    }

    /// <summary>Ends all sign-ins of a user. The event goes out with what the caller saves.</summary>
    public async Task EndAllAsync(long userId, string reason)
    {
        await store.EndAsync(userId, await store.FindIdsAsync(userId));
        await db.PushSubscriptions.Where(row => row.UserId == userId).ExecuteDeleteAsync();
        db.Publish(new SignInsEnded(userId, [], reason));
    }
}
