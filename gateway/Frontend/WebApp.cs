using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Chat.Gateway.Frontend;

/// <summary>
/// The web app out of <c>wwwroot</c>, where the frontend's build puts it. Files under <c>/assets</c> have their content's hash in their name and
/// are kept for ever; all others are asked for again each time (ETag). Addresses of pages are answered with <c>index.html</c>, and so are
/// addresses of nothing, with status 404: the app says it in its own words.
/// </summary>
static class WebApp
{
    const string Index = "index.html";

    /// <summary>The page that shows /openapi.json.</summary>
    const string ApiPage = "docs/api/index.html";
    const string NotBuilt = "The web app is not built: run 'npm ci && npm run build' in frontend/, then restart the gateway.\n";

    /// <summary>Where there are no pages: an address below that no route takes is not found.</summary>
    static readonly string[] NoPages = ["/api", "/assets", "/.well-known"];

    /// <summary>The pages, as <c>frontend/src/state/routes.ts</c> knows them. What is behind a sign-in is the app's business.</summary>
    static readonly string[] Pages =
    [
        "/", "/room/{id:long:min(1)}", "/chat", "/chat/room/{id:long:min(1)}",
        "/login", "/sign-in", "/register", "/forgot", "/reset/{token}", "/invite/{token}", "/search",
        "/settings/{section:regex(^(profile|notifications|security|sign-ins|data)$)?}",
        "/admin/{list:regex(^(users|sessions)$)?}", "/admin/{list:regex(^(users|sessions)$)}/{id:long:min(1)}", "/admin/audit", "/admin/site",
        "/admin/claim/{token}",
    ];

    static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

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
        // Routes that could be files are not the app's: a route that takes them would keep files from being found.
        app.Use(async (http, next) =>
        {
            if (IsReadByAPerson(http) && app.Environment.WebRootFileProvider.GetFileInfo(Index) is { Exists: true } index) await SendNotFoundAsync(http, index);
            else await next(http);
        });
    }

    /// <summary>An address of nothing that looks like a file's, as <c>/index.php</c>, asked for by a browser that would show what it gets.</summary>
    static bool IsReadByAPerson(HttpContext http) =>
        http.GetEndpoint() is null && Reading.Contains(http.Request.Method) && !IsBelow(http.Request.Path, [.. NoPages, "/hubs", "/ws"])
        && http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html");

    public static void MapWebApp(this WebApplication app)
    {
        foreach (var prefix in NoPages) app.Map(prefix + "/{**rest:nonfile}", () => TypedResults.NotFound()).WithOrder(1);
        app.MapFallbackToFile("/docs/api/{*path:nonfile}", ApiPage, Files);
        if (app.Environment.WebRootFileProvider.GetFileInfo(Index) is { Exists: true } index)
        {
            foreach (var page in Pages) app.MapFallbackToFile(page, Index, Files);
            app.MapFallback("{*path:nonfile}", http => SendNotFoundAsync(http, index)).WithMetadata(new HttpMethodMetadata(Reading));
        }
        else
        {
            app.MapFallback("{*path:nonfile}", () => TypedResults.Text(NotBuilt, statusCode: StatusCodes.Status503ServiceUnavailable));
        }
    }

    /// <summary>Without an ETag, unlike the pages: a browser that asks whether its copy is still good would be answered with nothing to show.</summary>
    static Task SendNotFoundAsync(HttpContext http, IFileInfo index)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/html";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.SendFileAsync(index, http.RequestAborted);
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
