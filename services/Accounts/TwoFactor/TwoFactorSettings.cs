using System.Security.Cryptography;
using Chat.Accounts.Data;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Problems;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.TwoFactor;

/// <summary>Sets a user's second factor up and takes it away. Everything here runs under the lock of the user's row.</summary>
sealed class TwoFactorSettings(AccountsDbContext db, TimeProvider time)
{
    /// <summary>A new secret, not in use before a code of it was shown.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.TwoFactorEnabled"/></exception>
    public async Task<byte[]> SetUpAsync(User user, CancellationToken cancel)
    {
        if (user.TwoFactorEnabled) throw new ChatException(ErrorCode.TwoFactorEnabled);
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretLength);
        await db.Authenticators.Where(own => own.UserId == user.Id).ExecuteDeleteAsync(cancel);
        db.Add(new Authenticator { UserId = user.Id, Secret = secret });
        return secret;
    }

    /// <summary>Asks for codes from now on; answers the first recovery codes.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ErrorCode.TwoFactorEnabled"/>, <see cref="ErrorCode.TwoFactorDisabled"/> when nothing is set up, or <see cref="ErrorCode.ValidationFailed"/>.
    /// </exception>
    public async Task<string[]> EnableAsync(User user, string code, CancellationToken cancel)
    {
        if (user.TwoFactorEnabled) throw new ChatException(ErrorCode.TwoFactorEnabled);
        var authenticator = await db.Authenticators.FirstOrDefaultAsync(own => own.UserId == user.Id, cancel)
            ?? throw new ChatException(ErrorCode.TwoFactorDisabled);
        authenticator.LastStep = Totp.FindStep(authenticator.Secret, code.Replace(" ", "", StringComparison.Ordinal), time.GetUtcNow())
            ?? throw FieldErrors.Of("code", "The app shows another code. Is the clock of the device right?");
        user.TwoFactorEnabled = true;
        return await RenewRecoveryCodesAsync(user, cancel);
    }

    /// <summary>New recovery codes in place of all earlier ones.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.TwoFactorDisabled"/></exception>
    public async Task<string[]> RenewRecoveryCodesAsync(User user, CancellationToken cancel)
    {
        if (!user.TwoFactorEnabled) throw new ChatException(ErrorCode.TwoFactorDisabled);
        var codes = RecoveryCode.NewTexts();
        await db.RecoveryCodes.Where(own => own.UserId == user.Id).ExecuteDeleteAsync(cancel);
        db.AddRange(codes.Select(code => new RecoveryCode { UserId = user.Id, Hash = RecoveryCode.HashOf(code) }));
        return codes;
    }

    /// <summary>The password alone is enough from now on.</summary>
    public async Task DisableAsync(User user, CancellationToken cancel)
    {
        user.TwoFactorEnabled = false;
        await db.Authenticators.Where(own => own.UserId == user.Id).ExecuteDeleteAsync(cancel);
        await db.RecoveryCodes.Where(own => own.UserId == user.Id).ExecuteDeleteAsync(cancel);
    }
}
