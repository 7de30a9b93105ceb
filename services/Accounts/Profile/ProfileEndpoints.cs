using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.Passwords;
using Chat.Accounts.SignIn;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Chat.Accounts.Profile;

static class ProfileEndpoints
{
    public static void MapProfile(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/api/users").WithTags("Profile");
        users.MapGet("me", GetOwnAsync).WithSummary("The caller");
        users.MapPatch("me", ChangeAsync).WithSummary("Change the caller's profile; another e-mail address needs the password, too")
            .Refuses(ErrorCode.WrongPassword, ErrorCode.RateLimited);
        users.MapGet("{id:long}", GetAsync).WithSummary("A user as anyone signed in sees them").Refuses(ErrorCode.UserNotFound);
    }

    static async Task<Ok<OwnUserDto>> GetOwnAsync(ClaimsPrincipal caller, AccountsDbContext db, CancellationToken cancel) =>
        TypedResults.Ok(await db.GetOwnProfileAsync(caller.UserIdOf(), cancel));

    static async Task<Ok<ProfileDto>> GetAsync(long id, AccountsDbContext db, CancellationToken cancel)
    {
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == id && user.IsActive, cancel)
            ?? throw new ChatException(ErrorCode.UserNotFound);
        return TypedResults.Ok(new ProfileDto(user.Id, user.UserName!, user.DisplayName, user.About, user.TimeZone, user.AvatarUrl));
    }

    static async Task<Ok<OwnUserDto>> ChangeAsync(
        ProfileRequest request, ClaimsPrincipal caller, AccountsDbContext db, PasswordCheck check, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var displayName = UserRules.CheckDisplayName(request.DisplayName, errors);
        var email = UserRules.CheckEmail(request.Email, errors);
        var about = request.About is null ? null : UserRules.CheckAbout(request.About, errors);
        if (request.TimeZone is not null) UserRules.CheckTimeZone(request.TimeZone, errors);
        if (request.Language is not null) UserRules.CheckLanguage(request.Language, errors);
        errors.ThrowIfAny();

        var id = caller.UserIdOf();
        var newEmail = request.Email is not null && !await HasEmailAsync(db, id, email, cancel);
        if (newEmail) await check.ConfirmAsync(id, request.Password, "password", cancel);

        await db.ChangeUserAsync(id, async user =>
        {
            if (newEmail)
            {
                user.SetEmail(email);
                await db.EndResetLinksAsync(id, cancel);
            }
            user.About = about ?? user.About;
            user.TimeZone = request.TimeZone ?? user.TimeZone;
            user.Language = request.Language ?? user.Language;
            if (request.DisplayName is not null && user.Rename(displayName ?? user.UserName!)) db.Publish(user.ToEvent());
        }, cancel);
        return TypedResults.Ok(await db.GetOwnProfileAsync(id, cancel));
    }

    static Task<bool> HasEmailAsync(AccountsDbContext db, long userId, string? email, CancellationToken cancel) =>
        db.Users.AnyAsync(user => user.Id == userId && user.Email == email, cancel);
}
