using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Chat.Accounts.Passwords;

static class PasswordEndpoints
{
    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        var password = routes.MapGroup("/api/auth/password");
        password.MapPost("", ChangeAsync);
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
            user.PasswordHash = hasher.HashPassword(user, request.NewPassword!);
            await ending.EndOthersAsync(user.Id, caller.SignInIdOf());
        }, cancel);
        return TypedResults.NoContent();
    }
}
