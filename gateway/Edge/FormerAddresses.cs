namespace Chat.Gateway.Edge;

/// <summary>
/// The addresses of the API below <c>/chat/</c>, where the Django application had it, too: what was written for that goes on working. They are the
/// same addresses for everything that comes after.
/// </summary>
static class FormerAddresses
{
    public static void UseFormerAddresses(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.Request.Path.StartsWithSegments("/chat/api", out var rest)) http.Request.Path = new PathString("/api") + rest;
        return next(http);
    });
}
