using Chat.Accounts.Data;
using Chat.Accounts.TwoFactor;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.SignIn;

/// <summary>
/// Decides whether a user name and a password belong together. Unknown users, deactivated ones and wrong passwords get the same answer
/// after the same work: one password hash, one count of the failure. Wrong codes of a second factor count like wrong passwords.
/// </summary>
sealed class PasswordCheck(UserManager<User> users, IPasswordHasher<User> hasher, FailedSignIns failures, SecondFactor secondFactor, AccountsDbContext db)
{
    static readonly User Nobody = new() { DisplayName = "", NormalizedDisplayName = "" };

    /// <exception cref="ChatException">
    /// <see cref="ErrorCode.InvalidCredentials"/>; only to who knows the password: <see cref="ErrorCode.SecondFactorRequired"/>,
    /// <see cref="ErrorCode.InvalidSecondFactor"/>.
    /// </exception>
    public async Task<User> VerifyAsync(Credentials credentials, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        if (string.IsNullOrEmpty(credentials.Username)) errors.Add("username", "Enter your user name.");
        if (string.IsNullOrEmpty(credentials.Password)) errors.Add("password", "Enter your password.");
        errors.ThrowIfAny();

        var name = credentials.Username!;
        if (!UserRules.IsUsername(name)) throw new ChatException(ErrorCode.InvalidCredentials);
        var normalized = UserRules.Normalize(name);
        if (await failures.AreTooManyAsync(normalized)) throw new ChatException(ErrorCode.InvalidCredentials);

        var user = await users.FindByNameAsync(name);
        if (user is null) await OwnThread.RunAsync(() => hasher.HashPassword(Nobody, credentials.Password!));
        if (user is null || !await IsPasswordAsync(user, credentials.Password!) || !user.IsActive)
        {
            await failures.AddAsync(normalized);
            throw new ChatException(ErrorCode.InvalidCredentials);
        }
        if (user.TwoFactorEnabled)
        {
            // Failures are not forgotten for the password alone: who knows it could guess codes without end.
            if (string.IsNullOrWhiteSpace(credentials.Code)) throw new ChatException(ErrorCode.SecondFactorRequired);
            if (!await secondFactor.AcceptAsync(user.Id, credentials.Code, cancel))
            {
                await failures.AddAsync(normalized);
                throw new ChatException(ErrorCode.InvalidSecondFactor);
            }
        }
        await failures.ForgetAsync(normalized);
        return user;
    }

    /// <summary>
    /// Asks a user who is signed in for their password again, before something that a stranger at their browser must not do. Failures are
    /// counted apart from those of signing in, so that strangers who guess at the door do not lock out who is inside.
    /// </summary>
    /// <exception cref="ChatException">
    /// <see cref="ErrorCode.WrongPassword"/> with a sentence for the field; <see cref="ErrorCode.RateLimited"/> after too many of these.
    /// </exception>
    public async Task ConfirmAsync(long userId, string? password, string field, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(password)) throw FieldErrors.Of(field, "Enter your password.");
        var counted = FailedSignIns.InsideOf(userId);
        if (await failures.AreTooManyAsync(counted))
            throw new ChatException(ErrorCode.RateLimited, "Too many wrong passwords: try again later.") { RetryAfter = FailedSignIns.Window };

        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId && user.IsActive, cancel)
            ?? throw new ChatException(ErrorCode.NotSignedIn);
        if (!await IsPasswordAsync(user, password))
        {
            await failures.AddAsync(counted);
            var sentence = ErrorCode.WrongPassword.Title;
            throw new ChatException(ErrorCode.WrongPassword) { FieldErrors = new Dictionary<string, string[]> { [field] = [sentence] } };
        }
        await failures.ForgetAsync(counted);
    }

    Task<bool> IsPasswordAsync(User user, string password) => OwnThread.RunAsync(() => users.CheckPasswordAsync(user, password));
}
