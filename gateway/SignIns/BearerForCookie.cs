using Chat.ServiceDefaults.Authentication;
using StackExchange.Redis;

namespace Chat.Gateway.SignIns;

/// <summary>
/// Swaps the sign-in cookie for an access token towards the services, and asks Redis on every request whether the sign-in still lives, of
/// cookies and of clients' own tokens alike: an ended one is out everywhere at once, and so is a token from before its user lost a role. Dead or
/// unknown credentials are taken away, and the service that is asked answers as to a stranger. No cookie ever reaches a service. While Redis is down
/// the answer is 503, not 401.
/// </summary>
sealed class BearerForCookie(RequestDelegate next, IConnectionMultiplexer redis, AccessTokens tokens)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        var cookieName = SignInCookie.NameFor(request.IsHttps);
        var cookie = request.Cookies[cookieName];
        request.Headers.Remove("Cookie");

        // Whoever sends a token speaks for themselves; a cookie beside it does not count. The cross-site check relies on that.
        if (request.Headers.Authorization.Count > 0)
        {
            var valid = http.User.Identity is { IsAuthenticated: true } && http.User.UserVersionOf() >= (await FindAsync(http.User.SignInIdOf()))?.GoodFrom;
            if (valid) http.Features.Set(new SignedInUser(http.User.UserIdOf()));
            else request.Headers.Remove("Authorization");
        }
        else if (cookie is not null)
        {
            var token = await ExchangeAsync(http, cookie);
            if (token is not null) request.Headers.Authorization = $"Bearer {token}";
            if (IsWhoAmI(request)) RenewOrClear(http, cookieName, cookie, alive: token is not null);
        }
        await next(http);
    }

    async Task<string?> ExchangeAsync(HttpContext http, string cookie)
    {
        if (SignInCookie.IdOf(cookie) is not { } signInId) return null;
        if (await FindAsync(signInId) is { } signIn)
        {
            http.Features.Set(new SignedInUser(signIn.UserId));
            return await tokens.GetAsync(signInId, signIn.GoodFrom, cookie, http.RequestAborted);
        }
        tokens.Forget(signInId);
        return null;
    }

    /// <summary>Whose the sign-in is, and the first version of the user whose tokens are good; null when it has ended.</summary>
    async Task<(long UserId, long GoodFrom)?> FindAsync(string signInId)
    {
        var fields = await redis.GetDatabase().HashGetAsync(SignInCookie.RecordKey(signInId), [SignInCookie.UserIdField, SignInCookie.GoodFromField]);
        return fields[0].IsNull ? null : ((long)fields[0], (long)fields[1]);
    }

    /// <summary>The question with which the web app starts, and so the one place where a cookie is prolonged or cleared: on any answer,
    /// one that is late could overwrite the cookie of a sign-in made meanwhile.</summary>
    static bool IsWhoAmI(HttpRequest request) => HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments("/api/auth/me");

    static void RenewOrClear(HttpContext http, string name, string value, bool alive)
    {
        var options = SignInCookie.OptionsFor(http.Request.IsHttps);
        http.Response.OnStarting(() =>
        {
            if (alive) http.Response.Cookies.Append(name, value, options);
            else http.Response.Cookies.Delete(name, options);
            return Task.CompletedTask;
        });
    }
}
