using Chat.Accounts.Data;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.TwoFactor;

/// <summary>Takes codes of authenticators and recovery codes, each once, whoever presents it a second time and however close behind.</summary>
sealed class SecondFactor(AccountsDbContext db, TimeProvider time)
{
    const int MaxCode = 64;

    public async Task<bool> AcceptAsync(long userId, string code, CancellationToken cancel)
    {
        if (code.Length > MaxCode) return false;
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == Totp.Digits && digits.All(char.IsAsciiDigit)
            ? await AcceptAuthenticatorAsync(userId, digits, cancel)
            : await AcceptRecoveryAsync(userId, code, cancel);
    }

    async Task<bool> AcceptAuthenticatorAsync(long userId, string digits, CancellationToken cancel)
    {
        var known = await db.Authenticators.AsNoTracking().FirstOrDefaultAsync(own => own.UserId == userId, cancel);
        if (known is null || Totp.FindStep(known.Secret, digits, time.GetUtcNow()) is not { } step) return false;
        // The one who moves the step forward has used the code (RFC 6238, 5.2).
        return await db.Authenticators
            .Where(own => own.UserId == userId && own.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(own => own.LastStep, step), cancel) == 1;
    }

    async Task<bool> AcceptRecoveryAsync(long userId, string code, CancellationToken cancel)
    {
        var hash = RecoveryCode.HashOf(code);
        return await db.RecoveryCodes.Where(own => own.UserId == userId && own.Hash == hash).ExecuteDeleteAsync(cancel) == 1;
    }
}
