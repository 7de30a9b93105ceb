using Chat.ServiceDefaults.Problems;

namespace Chat.Gateway.Edge;

/// <summary>
/// Refuses what another site makes a browser send: requests that change something, and WebSocket handshakes. Browsers say where a
/// request comes from, and pages cannot forge it: <c>Sec-Fetch-Site</c> if present, else <c>Origin</c>; with neither it is no browser.
/// Sign-in itself is protected too, so that nobody is signed in as someone else behind their back. A bearer token is never sent
/// by a browser of its own accord, so it needs no such check.
/// </summary>
static class CrossSiteProtection
{
    public static void UseCrossSiteProtection(this WebApplication app) => app.Use((http, next) =>
        IsSafe(http.Request) || HasBearer(http.Request) || IsFromHere(http.Request) ? next(http) : throw new ChatException(ErrorCode.CrossSite));

    static bool IsSafe(HttpRequest request) =>
        request.Headers.Upgrade.Count == 0
        && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method) || HttpMethods.IsTrace(request.Method));

    static bool HasBearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } credentials] && credentials.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    static bool IsFromHere(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0) return site is ["same-origin" or "none"];

        var origin = request.Headers.Origin;
        var own = $"{request.Scheme}://{request.Host}";
        return origin.Count == 0 || (origin is [{ } one] && string.Equals(one, own, StringComparison.OrdinalIgnoreCase));
    }
}
