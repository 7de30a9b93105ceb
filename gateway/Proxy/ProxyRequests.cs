using Microsoft.AspNetCore.Http.Features;

namespace Chat.Gateway.Proxy;

/// <summary>Requests that are passed on.</summary>
static class ProxyRequests
{
    /// <summary>Whether the request opens a socket, by either version of HTTP.</summary>
    public static bool IsSocket(this HttpContext http) =>
        http.Request.Headers.Upgrade.Count > 0 || http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    /// <summary>Answers 503, to be tried again in a moment; the body is written as for every status without one.</summary>
    public static void RefuseForNow(this HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
    }
}
