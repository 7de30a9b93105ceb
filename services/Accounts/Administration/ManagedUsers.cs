using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Administration;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Administration;

/// <summary>Finds users for administrators, with what Redis knows of them.</summary>
sealed class ManagedUsers(AccountsDbContext db, FailedSignIns failures, UserSignIns signIns)
{
    public static readonly string[] States = ["active", "deactivated", "locked", "admin"];

    /// <summary>One page and a row more, by name. A text may stand anywhere in a name or the address: that takes a scan, as administrators
    /// search seldom and an index for it would cost every registration.</summary>
    public async Task<List<ManagedUserDto>> FindAsync(ListRequest request, CancellationToken cancel)
    {
        var users = db.Users.AsNoTracking();
        if (request.State == "locked")
        {
            var locked = await failures.LockedAsync();
            users = users.Where(user => locked.Contains(user.NormalizedUserName));
        }
        users = request.State switch
        {
            "active" => users.Where(user => user.IsActive),
            "deactivated" => users.Where(user => !user.IsActive),
            "admin" => users.Where(user => user.IsAdmin),
            _ => users,
        };
        if (request.Text.Length > 0)
        {
            var (pattern, normalized) = (request.Pattern, UserRules.Normalize(request.Pattern));
            users = users.Where(user =>
                EF.Functions.Like(user.NormalizedUserName!, normalized, ListRequest.Escape)
                || EF.Functions.Like(user.NormalizedDisplayName, normalized, ListRequest.Escape)
                || EF.Functions.ILike(user.Email!, pattern, ListRequest.Escape));
        }
        if (!string.IsNullOrEmpty(request.After))
            users = users.Where(user => user.NormalizedUserName!.CompareTo(request.After) > 0);
        return await ShowAsync(await users.OrderBy(user => user.NormalizedUserName).Take(request.Size + 1).ToListAsync(cancel));
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.UserNotFound"/></exception>
    public async Task<ManagedUserDto> GetAsync(long id, CancellationToken cancel) =>
        await ShowAsync(await db.Users.AsNoTracking().Where(user => user.Id == id).ToListAsync(cancel)) is [var user]
            ? user
            : throw new ChatException(ErrorCode.UserNotFound);

    async Task<List<ManagedUserDto>> ShowAsync(List<User> users)
    {
        if (users.Count == 0) return [];
        var lockedUntil = await failures.LockedUntilAsync(users.ConvertAll(user => user.NormalizedUserName!));
        var counts = await signIns.CountAsync(users.Select(user => user.Id));
        return [.. users.Select((user, i) => new ManagedUserDto(
            user.Id, user.UserName!, user.DisplayName, user.Email, user.CreatedAt, user.LastSeenAt, user.IsActive, user.IsAdmin,
            lockedUntil[i], user.TwoFactorEnabled, counts[i]))];
    }
}
