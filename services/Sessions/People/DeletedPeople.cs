using Chat.ServiceDefaults.Problems;
using Chat.Sessions.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Sessions.People;

/// <summary>
/// Users who are deleted, so that nobody becomes a participant after they have gone. Between the question to Accounts whether a user is there and
/// the commit that makes them a participant the user may be deleted, and the news of it be handled. So each transaction that makes participants
/// holds their rows while it looks for the mark of a deletion, and the news of a deletion sets the mark before it looks where the user is a
/// participant: either the transaction sees the mark, or the news waits for the transaction, and sees the participant.
/// </summary>
static class DeletedPeople
{
    /// <summary>Marks a user, also one who was never heard of.</summary>
    public static Task MarkDeletedAsync(this SessionsDbContext db, long userId, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO people (user_id, username, display_name, version, is_deleted) VALUES ({userId}, '', '', 0, true)
            ON CONFLICT (user_id) DO UPDATE SET is_deleted = true
            """, cancel);

    /// <summary>Who of them is deleted; nobody else of them will be before the transaction ends.</summary>
    public static async Task<IReadOnlyList<long>> HoldPeopleAsync(this SessionsDbContext db, IEnumerable<long> userIds, CancellationToken cancel)
    {
        long[] ids = [.. userIds];
        // A weaker lock, as the foreign key of participants takes it, would let the mark pass.
        var people = await db.People.FromSql($"SELECT * FROM people WHERE user_id = ANY ({ids}) ORDER BY user_id FOR SHARE").AsNoTracking().ToListAsync(cancel);
        return [.. people.Where(person => person.IsDeleted).Select(person => person.UserId)];
    }

    /// <summary>The same for a caller who is about to become a participant, and maybe for another.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/> when the caller is deleted, <see cref="ErrorCode.UserNotFound"/> when the
    /// other is.</exception>
    public static async Task RefuseDeletedAsync(this SessionsDbContext db, long callerId, long? otherId, CancellationToken cancel)
    {
        var deleted = await db.HoldPeopleAsync(otherId is { } other ? [callerId, other] : [callerId], cancel);
        if (deleted.Contains(callerId)) throw new ChatException(ErrorCode.NotSignedIn);
        if (deleted.Count > 0) throw new ChatException(ErrorCode.UserNotFound);
    }
}
