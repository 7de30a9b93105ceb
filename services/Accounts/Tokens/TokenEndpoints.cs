using Chat.Accounts.Data;
using Chat.Accounts.SignIn;
using Chat.Accounts.SignIns;
using Chat.Accounts.Users;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Chat.Accounts.Tokens;

/// <summary>Sign-in for clients without cookies: short access tokens, carried on by refresh tokens that work once.</summary>
static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/auth").AllowAnonymous().WithTags("Tokens");
        auth.MapPost("/token", SignInAsync).WithSummary("Sign in without a cookie")
            .Refuses(ErrorCode.InvalidCredentials, ErrorCode.SecondFactorRequired, ErrorCode.InvalidSecondFactor, ErrorCode.RateLimited);
        auth.MapPost("/refresh", RefreshAsync).WithSummary("Exchange a refresh token, once").Refuses(ErrorCode.InvalidRefreshToken);
    }

    static async Task<Ok<TokenDto>> SignInAsync(
        Credentials credentials, HttpContext http, PasswordCheck check, SignInStarting starting, AccessTokens tokens,
        IOptions<AccessTokenOptions> options, CancellationToken cancel)
    {
        var user = await check.VerifyAsync(credentials, cancel);
        var once = RefreshToken.NewOnce();
        var signIn = await starting.StartAsync(user, SignInKind.Token, CallingDevice.Of(http), RefreshToken.HashOf(once), cancel);
        return await AnswerAsync(http, tokens, options.Value, user, signIn.Id, new RefreshToken(signIn.Secret, once), cancel);
    }

    static async Task<Ok<TokenDto>> RefreshAsync(
        RefreshRequest request,
        HttpContext http,
        SignInStore signIns,
        SignInEnding ending,
        AccessTokens tokens,
        IOptions<AccessTokenOptions> options,
        AccountsDbContext db,
        CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request.RefreshToken)) throw FieldErrors.Of("refresh_token", "refresh_token is required.");
        if (!RefreshToken.TryParse(request.RefreshToken, out var presented)) throw new ChatException(ErrorCode.InvalidRefreshToken);
        var signInId = presented.SignInId;
        var userId = await signIns.TouchAsync(signInId, SignInKind.Token) ?? throw new ChatException(ErrorCode.InvalidRefreshToken);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId && user.IsActive, cancel)
            ?? throw new ChatException(ErrorCode.InvalidRefreshToken);

        // Everything that can fail comes before the old token is used up.
        var next = presented.Next();
        var answer = await AnswerAsync(http, tokens, options.Value, user, signInId, next, cancel);
        var outcome = await signIns.RotateAsync(signInId, presented.Hash, next.Hash);
        if (outcome is RefreshOutcome.Reused) await ending.EndAsync(userId, signInId, "revoked", CancellationToken.None);
        return outcome is RefreshOutcome.Rotated ? answer : throw new ChatException(ErrorCode.InvalidRefreshToken);
    }

    static async Task<Ok<TokenDto>> AnswerAsync(
        HttpContext http, AccessTokens tokens, AccessTokenOptions options, User user, string signInId, RefreshToken refresh, CancellationToken cancel)
    {
        var access = await tokens.IssueAsync(user, signInId, options.OfClients, cancel);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new TokenDto(access, refresh.ToString(), "Bearer", options.ClientSeconds));
    }
}
