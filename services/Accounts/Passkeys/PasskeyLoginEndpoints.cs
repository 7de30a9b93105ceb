using System.Text.Json;
using Chat.Accounts.Data;
using Chat.Accounts.Profile;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Chat.Accounts.Passkeys;

/// <summary>
/// Signing in with a passkey (Web Authentication, 7.2). The authenticator has it and knows its owner by finger or PIN, so it is two factors
/// by itself: no code is asked for.
/// </summary>
static class PasskeyLoginEndpoints
{
    public static void MapPasskeyLogin(this IEndpointRouteBuilder routes)
    {
        var login = routes.MapGroup("/api/auth/passkey-login").AllowAnonymous().WithTags("Sign-in").Refuses(ErrorCode.RateLimited);
        login.MapPost("options", MakeLoginOptionsAsync).WithSummary("Begin to sign in with a passkey: what navigator.credentials.get() is given")
            .Produces<Dictionary<string, JsonElement>>();
        login.MapPost("", LogInWithPasskeyAsync).WithSummary("Sign in with a passkey; sets the cookie")
            .Refuses(ErrorCode.InvalidPasskey, ErrorCode.InvalidCredentials);
    }

    /// <summary>For anybody's passkey: who it is, the authenticator will say.</summary>
    static async Task<ContentHttpResult> MakeLoginOptionsAsync(HttpContext http, IPasskeyHandler<User> handler, PasskeyChallenges challenges)
    {
        var options = await handler.MakeRequestOptionsAsync(user: null, http);
        await challenges.KeepAsync(options.RequestOptionsJson, options.AssertionState ?? "");
        return TypedResults.Content(options.RequestOptionsJson, "application/json");
    }

    static async Task<Ok<OwnUserDto>> LogInWithPasskeyAsync(
        PasskeyLoginRequest request,
        HttpContext http,
        UserManager<User> users,
        IPasskeyHandler<User> handler,
        PasskeyChallenges challenges,
        SignInStarting starting,
        AccountsDbContext db,
        CancellationToken cancel)
    {
        var credential = request.Credential;
        if (credential.ValueKind is not JsonValueKind.Object) throw FieldErrors.Of("credential", "credential is required.");
        var state = await challenges.TakeAsync(credential) ?? throw new ChatException(ErrorCode.InvalidPasskey);
        var result = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = http, CredentialJson = credential.GetRawText(), AssertionState = state });
        if (!result.Succeeded || !result.User.IsActive) throw new ChatException(ErrorCode.InvalidPasskey);

        // Its counter has moved: a copy of it will be noticed.
        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        var signIn = await starting.StartAsync(result.User, SignInKind.Browser, CallingDevice.Of(http), refreshHash: "", cancel);
        http.SetSignInCookie(signIn.Secret);
        return TypedResults.Ok(await db.GetOwnProfileAsync(result.User.Id, cancel));
    }
}
