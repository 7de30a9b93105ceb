using Chat.Gateway.Proxy;
using Chat.Gateway.SignIns;
using Chat.ServiceDefaults.RateLimits;
using Microsoft.Extensions.Options;

namespace Chat.Gateway.Edge;

/// <summary>
/// How fast one user may read from the services, and one address for all who are not signed in. Each gateway counts for itself: a read costs too
/// little for a question to Redis, and the limit is there to keep one client from taking all of an instance. How often sockets may be opened
/// Realtime decides.
/// </summary>
sealed class ReadLimit(RequestDelegate next, IOptions<RateLimitOptions> options, TimeProvider time)
{
    readonly TokenBuckets<(long UserId, string Network)>? _buckets = options.Value.ReadsPerSecond is var perSecond and > 0
        ? new(perSecond, options.Value.ReadsAtOnce, TimeSpan.FromSeconds(1), time)
        : null;

    public Task InvokeAsync(HttpContext http)
    {
        if (_buckets is null || !IsRead(http) || _buckets.TryTake(ReaderOf(http), out var wait)) return next(http);
        RateLimits.Refuse(http.Response, wait);
        return Task.CompletedTask;
    }

    static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) && !http.IsSocket();

    static (long UserId, string Network) ReaderOf(HttpContext http) =>
        http.Features.Get<SignedInUser>() is { } user ? (user.Id, "") : (0, RateLimits.NetworkOf(http.Connection.RemoteIpAddress));
}
