using Chat.Accounts.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Tokens;

static class SigningKeyLock
{
    const long Lock = 0x6b657973; // "keys"

    /// <summary>Until the end of the transaction nobody else makes or retires keys.</summary>
    public static Task LockSigningKeysAsync(this AccountsDbContext db, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancel);
}
