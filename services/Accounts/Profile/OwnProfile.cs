using Chat.Accounts.Data;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Profile;

static class OwnProfile
{
    /// <summary>The user as they see themselves.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/> when the user is no longer active.</exception>
    public static async Task<OwnUserDto> GetOwnProfileAsync(this AccountsDbContext db, long userId, CancellationToken cancel)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId && user.IsActive, cancel)
            ?? throw new ChatException(ErrorCode.NotSignedIn);
        var recoveryCodes = user.TwoFactorEnabled ? await db.RecoveryCodes.CountAsync(code => code.UserId == userId, cancel) : 0;
        return OwnUserDto.Of(user, recoveryCodes);
    }
}
