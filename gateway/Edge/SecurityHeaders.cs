namespace Chat.Gateway.Edge;

/// <summary>Headers of every answer, whoever wrote it, that tell browsers what the web app does not do.</summary>
static class SecurityHeaders
{
    // 'self' covers WebSockets to this origin (Content Security Policy Level 3, 6.7.2.8).
    const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        // On starting: an error clears what was set before.
        http.Response.OnStarting(static state => Write((HttpContext)state), http);
        return next(http);
    });

    static Task Write(HttpContext http)
    {
        var headers = http.Response.Headers;
        // What users have sent is nobody's page: the services that answer with it allow less than this.
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
        if (http.Request.Path.StartsWithSegments("/api") && headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
