using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;

namespace Chat.Gateway.Frontend;

/// <summary>
/// The web app out of <c>wwwroot</c>, where the frontend's build puts it. Files under <c>/assets</c> have their content's hash in their name and
/// are kept for ever; all others are asked for again each time (ETag). Addresses of pages are answered with <c>index.html</c>.
/// </summary>
static class WebApp
{
    const string Index = "index.html";

    /// <summary>The page that shows /openapi.json.</summary>
    const string ApiPage = "docs/api/index.html";
    const string NotBuilt = "The web app is not built: run 'npm ci && npm run build' in frontend/, then restart the gateway.\n";

    /// <summary>Where there are no pages: an address below that no route takes is not found.</summary>
    static readonly string[] NoPages = ["/api", "/assets", "/.well-known"];

    static readonly StaticFileOptions Files = new() { OnPrepareResponse = SetCaching };

    public static WebApplicationBuilder AddWebApp(this WebApplicationBuilder builder)
    {
        builder.Services.AddResponseCompression(compression =>
        {
            // Of public files only, so there is no secret to guess from their size.
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "application/manifest+json"];
        });
        return builder;
    }

    public static void UseWebApp(this WebApplication app)
    {
        app.UseWhen(http => !IsBelow(http.Request.Path, "/api", "/hubs", "/ws"), pages => pages.UseResponseCompression());
        app.UseStaticFiles(Files);
    }

    public static void MapWebApp(this WebApplication app)
    {
        foreach (var prefix in NoPages) app.Map(prefix + "/{**rest:nonfile}", () => TypedResults.NotFound()).WithOrder(1);
        app.MapFallbackToFile("/docs/api/{*path:nonfile}", ApiPage, Files);
        if (app.Environment.WebRootFileProvider.GetFileInfo(Index).Exists) app.MapFallbackToFile("{*path:nonfile}", Index, Files);
        else app.MapFallback("{*path:nonfile}", () => TypedResults.Text(NotBuilt, statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    static void SetCaching(StaticFileResponseContext file) =>
        file.Context.Response.Headers.CacheControl =
            file.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";

    static bool IsBelow(PathString path, params ReadOnlySpan<string> prefixes)
    {
        foreach (var prefix in prefixes)
            if (path.StartsWithSegments(prefix)) return true;
        return false;
    }
}
