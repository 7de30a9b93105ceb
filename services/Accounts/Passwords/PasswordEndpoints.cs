using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Passwords;

static class PasswordEndpoints
{
    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        var password = routes.MapGroup("/api/auth/password").WithTags("Password").Refuses(ErrorCode.RateLimited);
        password.MapPost("", ChangeAsync).WithSummary("Change the caller's password; every other sign-in ends").Refuses(ErrorCode.WrongPassword);
        password.MapPost("forgot", ForgetAsync).AllowAnonymous().WithSummary("Ask for a mail with a link; the answer never tells whether there is such a user");
        password.MapPost("reset", ResetAsync).AllowAnonymous().WithSummary("Choose a new password with the link of a mail; all sign-ins end")
            .Refuses(ErrorCode.InvalidResetToken);
    }

    /// <summary>A new password, for who knows the old one. Whoever else was signed in as this user no longer is.</summary>
    static async Task<NoContent> ChangeAsync(
        ChangePasswordRequest request,
        ClaimsPrincipal caller,
        PasswordCheck check,
        IPasswordHasher<User> hasher,
        SignInEnding ending,
        AccountsDbContext db,
        CancellationToken cancel)
    {
        var errors = new FieldErrors();
        UserRules.CheckPassword(request.NewPassword, errors, "new_password");
        errors.ThrowIfAny();
        await check.ConfirmAsync(caller.UserIdOf(), request.CurrentPassword, "current_password", cancel);

        await db.ChangeUserAsync(caller.UserIdOf(), async user =>
        {
            user.PasswordHash = await OwnThread.RunAsync(() => hasher.HashPassword(user, request.NewPassword!));
            await db.EndResetLinksAsync(user.Id, cancel);
            await ending.EndOthersAsync(user.Id, caller.SignInIdOf());
        }, cancel);
        return TypedResults.NoContent();
    }

    /// <summary>Promises a mail with a link, whether there is such a user or not.</summary>
    static async Task<Accepted> ForgetAsync(ForgotPasswordRequest request, ResetOrders orders, CancellationToken cancel)
    {
        var login = request.Login?.Trim();
        if (string.IsNullOrEmpty(login)) throw FieldErrors.Of("login", "Enter your user name or your e-mail address.");
        if (login.Length > UserRules.MaxEmail || login.Any(char.IsControl)) throw FieldErrors.Of("login", "This is neither a user name nor an e-mail address.");
        await orders.AddAsync(login, cancel);
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>A new password, for who holds a link. Whoever was signed in as this user no longer is.</summary>
    static async Task<NoContent> ResetAsync(
        ResetPasswordRequest request, IPasswordHasher<User> hasher, SignInEnding ending, FailedSignIns failures, AccountsDbContext db, TimeProvider time,
        CancellationToken cancel)
    {
        var errors = new FieldErrors();
        if (string.IsNullOrEmpty(request.Token)) errors.Add("token", "token is required.");
        UserRules.CheckPassword(request.NewPassword, errors, "new_password");
        errors.ThrowIfAny();

        var hash = ResetToken.HashOf(request.Token!) ?? throw new ChatException(ErrorCode.InvalidResetToken);
        var now = time.GetUtcNow().UtcDateTime;
        var token = await db.ResetTokens.AsNoTracking().FirstOrDefaultAsync(token => token.Hash == hash && token.ExpiresAt > now, cancel)
            ?? throw new ChatException(ErrorCode.InvalidResetToken);

        await db.ChangeUserAsync(token.UserId, async user =>
        {
            // Under the lock of the user: of two who hold the link, one is too late. The user's other links end with it.
            var used = await db.ResetTokens.Where(other => other.Hash == hash).ExecuteDeleteAsync(cancel);
            if (used == 0) throw new ChatException(ErrorCode.InvalidResetToken);
            await db.EndResetLinksAsync(user.Id, cancel);
            user.PasswordHash = await OwnThread.RunAsync(() => hasher.HashPassword(user, request.NewPassword!));
            await ending.EndAllAsync(user.Id, "revoked");
            await failures.ForgetAsync(user.NormalizedUserName!);
        }, cancel);
        return TypedResults.NoContent();
    }
}
