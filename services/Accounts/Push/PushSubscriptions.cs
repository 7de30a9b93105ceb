using Chat.Accounts.Data;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Push;

/// <summary>
/// The subscriptions of users. One lives as long as the sign-in that made it: what ends that takes the subscription with it
/// (<see cref="SignInEnding"/>), and whoever sends asks the store of sign-ins first, so that neither a crash between the two nor a sign-in that ends
/// by itself leaves a device behind that is still told.
/// </summary>
sealed class PushSubscriptions(AccountsDbContext db, SignInStore signIns, TimeProvider time)
{
    public const int MaxOfUser = 20;

    /// <summary>Those of a user whose sign-ins live, the oldest first.</summary>
    public async Task<List<PushSubscription>> FindAsync(long userId, CancellationToken cancel)
    {
        var all = await db.PushSubscriptions.AsNoTracking().Where(row => row.UserId == userId).OrderBy(row => row.Id).ToListAsync(cancel);
        return await KeepLivingAsync(all, cancel);
    }

    /// <summary>Adds one, or finds that it is there. An address is one browser: what another user had there ends.</summary>
    /// <returns>The subscription, and whether it is new to the user.</returns>
    public async Task<(PushSubscription Subscription, bool IsNew)> AddAsync(
        long userId, string signInId, string endpoint, byte[] p256dh, byte[] auth, CancellationToken cancel)
    {
        await FindAsync(userId, cancel);
        // Under the lock of the user: neither can many at once pass the limit, nor one come behind the deletion of the account.
        return await db.ChangeUserAsync(userId, async _ =>
        {
            await db.PushSubscriptions.Where(row => row.Endpoint == endpoint && row.UserId != userId).ExecuteDeleteAsync(cancel);
            var isKnown = await db.PushSubscriptions.AnyAsync(row => row.Endpoint == endpoint, cancel);
            if (!isKnown && await db.PushSubscriptions.CountAsync(row => row.UserId == userId, cancel) >= MaxOfUser)
                throw FieldErrors.Of("endpoint", $"{MaxOfUser} devices are enough: sign out on one of them first.");
            var now = time.GetUtcNow().UtcDateTime;
            var rows = await db.PushSubscriptions.FromSql(
                $"""
                INSERT INTO push_subscriptions (user_id, sign_in_id, endpoint, p256dh, auth, created_at) VALUES ({userId}, {signInId}, {endpoint}, {p256dh}, {auth}, {now})
                ON CONFLICT (endpoint) DO UPDATE SET
                    user_id = excluded.user_id, sign_in_id = excluded.sign_in_id, p256dh = excluded.p256dh, auth = excluded.auth
                RETURNING *
                """).AsNoTracking().ToListAsync(cancel);
            return (rows[0], !isKnown);
        }, cancel);
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(long userId, long id, CancellationToken cancel) =>
        await db.PushSubscriptions.Where(row => row.Id == id && row.UserId == userId).ExecuteDeleteAsync(cancel) > 0;

    /// <summary>Whether it may still be sent to.</summary>
    public async Task<bool> IsAliveAsync(PushSubscription subscription, CancellationToken cancel) =>
        await db.PushSubscriptions.AnyAsync(row => row.Id == subscription.Id && row.UserId == subscription.UserId, cancel)
        && (await KeepLivingAsync([subscription], cancel)).Count > 0;

    /// <summary>Its push service does not know it any more. Unless the browser has made a new one of it meanwhile.</summary>
    public Task ForgetAsync(PushSubscription subscription, CancellationToken cancel) =>
        db.PushSubscriptions.Where(row => row.Id == subscription.Id && row.Auth == subscription.Auth).ExecuteDeleteAsync(cancel);

    /// <summary>Deletes those whose sign-ins have ended; a page of all that there are, from one id on.</summary>
    /// <returns>The last id that was looked at; null at the end.</returns>
    public async Task<long?> SweepAsync(long after, int count, CancellationToken cancel)
    {
        var page = await db.PushSubscriptions.AsNoTracking().Where(row => row.Id > after).OrderBy(row => row.Id).Take(count).ToListAsync(cancel);
        await KeepLivingAsync(page, cancel);
        return page.Count < count ? null : page[^1].Id;
    }

    async Task<List<PushSubscription>> KeepLivingAsync(List<PushSubscription> all, CancellationToken cancel)
    {
        if (all.Count == 0) return all;
        var ended = (await signIns.FindEndedAsync([.. all.Select(row => row.SignInId).Distinct()])).ToArray();
        if (ended.Length == 0) return all;
        // By the sign-in, not the id: who has signed in again may have taken the row over meanwhile.
        await db.PushSubscriptions.Where(row => ended.Contains(row.SignInId)).ExecuteDeleteAsync(cancel);
        return [.. all.Where(row => !ended.Contains(row.SignInId))];
    }
}
