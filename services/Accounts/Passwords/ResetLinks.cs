using Chat.Accounts.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Passwords;

static class ResetLinks
{
    /// <summary>Ends all links of a user: after a new password nobody needs them, after a new address somebody else may have them.</summary>
    public static Task EndResetLinksAsync(this AccountsDbContext db, long userId, CancellationToken cancel) =>
        db.ResetTokens.Where(token => token.UserId == userId).ExecuteDeleteAsync(cancel);
}
