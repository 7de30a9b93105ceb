using Chat.Accounts.Users;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Identity;

namespace Chat.Accounts.SignIn;

/// <summary>
/// Decides whether a user name and a password belong together. Unknown users, deactivated ones and wrong passwords get the same answer
/// after the same work: one password hash, one count of the failure.
/// </summary>
sealed class PasswordCheck(UserManager<User> users, IPasswordHasher<User> hasher, FailedSignIns failures)
{
    static readonly User Nobody = new() { DisplayName = "", NormalizedDisplayName = "" };

    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidCredentials"/>.</exception>
    public async Task<User> VerifyAsync(Credentials credentials)
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
        if (user is null) hasher.HashPassword(Nobody, credentials.Password!);
        if (user is null || !await users.CheckPasswordAsync(user, credentials.Password!) || !user.IsActive)
        {
            await failures.AddAsync(normalized);
            throw new ChatException(ErrorCode.InvalidCredentials);
        }
        await failures.ForgetAsync(normalized);
        return user;
    }
}
