using Chat.Accounts.Data;
using Chat.ServiceDefaults.Administration;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Users;

/// <summary>Active users by name, page by page.</summary>
sealed class UserSearch(AccountsDbContext db)
{
    /// <summary>Somebody, and the name that they stand in the list by.</summary>
    public sealed record Found(long Id, string UserName, string DisplayName, string Place);

    /// <summary>Who comes after a place, at most <paramref name="count"/>: of all by display name, or of those whose user name or display name begins
    /// with the prefix by the first of the two that does.</summary>
    public Task<List<Found>> FindAsync(string prefix, UserCursor after, int count, CancellationToken cancel) =>
        prefix.Length == 0 ? AllAsync(after, count, cancel) : WithPrefixAsync($"{ListRequest.Literally(prefix)}%", after, count, cancel);

    Task<List<Found>> AllAsync(UserCursor after, int count, CancellationToken cancel) =>
        db.Users
            .Where(user => user.IsActive
                && EF.Functions.GreaterThan(ValueTuple.Create(user.NormalizedDisplayName, user.Id), ValueTuple.Create(after.Name, after.Id)))
            .OrderBy(user => user.NormalizedDisplayName).ThenBy(user => user.Id)
            .Take(count)
            .Select(user => new Found(user.Id, user.UserName!, user.DisplayName, user.NormalizedDisplayName))
            .ToListAsync(cancel);

    /// <summary>
    /// Two walks along two indexes, each about as long as the page, however many begin with one letter. Most have both names alike and are found by
    /// the first walk: so the second goes no further than that came, or it would pass by all of them to find nobody.
    /// </summary>
    Task<List<Found>> WithPrefixAsync(string pattern, UserCursor after, int count, CancellationToken cancel) =>
        db.Database.SqlQuery<Found>(
            $"""
            WITH by_name AS (
                SELECT id, user_name, display_name, normalized_user_name AS place FROM users
                WHERE is_active AND normalized_user_name LIKE {pattern} AND (normalized_user_name, id) > ({after.Name}, {after.Id})
                    AND NOT (normalized_display_name LIKE {pattern} AND normalized_display_name < normalized_user_name)
                ORDER BY normalized_user_name, id
                LIMIT {count}
            ), by_display_name AS (
                SELECT id, user_name, display_name, normalized_display_name AS place FROM users
                WHERE is_active AND normalized_display_name LIKE {pattern} AND (normalized_display_name, id) > ({after.Name}, {after.Id})
                    AND NOT (normalized_user_name LIKE {pattern} AND normalized_user_name <= normalized_display_name)
                    AND normalized_display_name <= coalesce((SELECT max(place) FROM by_name HAVING count(*) = {count}), U&'\+10FFFF')
                ORDER BY normalized_display_name, id
                LIMIT {count}
            )
            SELECT id AS "Id", user_name AS "UserName", display_name AS "DisplayName", place AS "Place"
            FROM (SELECT * FROM by_name UNION ALL SELECT * FROM by_display_name) found
            ORDER BY place, id
            LIMIT {count}
            """).ToListAsync(cancel);
}
