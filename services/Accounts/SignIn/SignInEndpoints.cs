using System.Security.Claims;
using Chat.Accounts.Data;
using Chat.Accounts.Profile;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Chat.Accounts.SignIn;

static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/auth").WithTags("Sign-in");
        auth.MapPost("/register", RegisterAsync).AllowAnonymous().WithSummary("Register; sets the cookie")
            .Refuses(ErrorCode.UsernameTaken, ErrorCode.RateLimited);
        auth.MapPost("/login", LogInAsync).AllowAnonymous().WithSummary("Sign in; sets the cookie")
            .Refuses(ErrorCode.InvalidCredentials, ErrorCode.SecondFactorRequired, ErrorCode.InvalidSecondFactor, ErrorCode.RateLimited);
        auth.MapPost("/logout", LogOutAsync).AllowAnonymous().WithSummary("Sign out, at once and everywhere");
        auth.MapGet("/me", MeAsync).WithSummary("The caller");
    }

    static async Task<Created<OwnUserDto>> RegisterAsync(
        RegisterRequest request,
        HttpContext http,
        UserManager<User> users,
        AccountsDbContext db,
        SignInStore signIns,
        TimeProvider time,
        CancellationToken cancel)
    {
        var errors = new FieldErrors();
        UserRules.CheckUsername(request.Username, errors);
        UserRules.CheckPassword(request.Password, errors);
        var email = UserRules.CheckEmail(request.Email, errors);
        var displayName = UserRules.CheckDisplayName(request.DisplayName, errors) ?? request.Username!;
        errors.ThrowIfAny();

        if (await users.FindByNameAsync(request.Username!) is not null) throw new ChatException(ErrorCode.UsernameTaken);
        var user = new User
        {
            UserName = request.Username,
            Email = email,
            DisplayName = displayName,
            NormalizedDisplayName = UserRules.Normalize(displayName),
            CreatedAt = time.GetUtcNow().UtcDateTime,
        };
        await db.AddAsync(user, cancel);
        db.Publish(user.ToEvent());

        // The sign-in first: while Redis is down nobody is registered halfway. Should the user not come to be, it opens nothing.
        var signIn = await signIns.StartAsync(user.Id, SignInKind.Browser, CallingDevice.Of(http));
        await CreateAsync(users, user, request.Password!);

        http.SetSignInCookie(signIn.Secret);
        return TypedResults.Created("/api/auth/me", OwnUserDto.Of(user));
    }

    static async Task CreateAsync(UserManager<User> users, User user, string password)
    {
        try
        {
            var result = await OwnThread.RunAsync(() => users.CreateAsync(user, password));
            if (result.Succeeded) return;
            if (result.Errors.Any(error => error.Code == nameof(IdentityErrorDescriber.DuplicateUserName)))
                throw new ChatException(ErrorCode.UsernameTaken);
            throw new InvalidOperationException($"Identity has a rule that UserRules lacks: {result}");
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Two registered the same name at once.
            throw new ChatException(ErrorCode.UsernameTaken, inner: e);
        }
    }

    static async Task<Ok<OwnUserDto>> LogInAsync(
        Credentials credentials, HttpContext http, PasswordCheck check, SignInStarting starting, AccountsDbContext db, CancellationToken cancel)
    {
        var user = await check.VerifyAsync(credentials, cancel);
        var signIn = await starting.StartAsync(user, SignInKind.Browser, CallingDevice.Of(http), refreshHash: "", cancel);
        http.SetSignInCookie(signIn.Secret);
        return TypedResults.Ok(await db.GetOwnProfileAsync(user.Id, cancel));
    }

    static async Task<NoContent> LogOutAsync(ClaimsPrincipal caller, HttpContext http, SignInEnding ending, CancellationToken cancel)
    {
        if (caller.Identity is { IsAuthenticated: true })
            await ending.EndAsync(caller.UserIdOf(), caller.SignInIdOf(), "signed_out", cancel);
        http.ClearSignInCookie();
        return TypedResults.NoContent();
    }

    static async Task<Ok<OwnUserDto>> MeAsync(ClaimsPrincipal caller, AccountsDbContext db, CancellationToken cancel) =>
        TypedResults.Ok(await db.GetOwnProfileAsync(caller.UserIdOf(), cancel));
}
