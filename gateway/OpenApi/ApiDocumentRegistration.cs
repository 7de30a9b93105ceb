using Chat.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Chat.Gateway.OpenApi;

static class ApiDocumentRegistration
{
    public static WebApplicationBuilder AddApiDocument(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpClient(ApiDocument.ClientName, http => http.Timeout = TimeSpan.FromSeconds(3));
        builder.Services.AddSingleton<ApiDocument>();
        return builder;
    }

    public static void MapApiDocument(this WebApplication app) => app.MapGet(ApiDescriptionRegistration.Path, GetAsync);

    static async Task<FileContentHttpResult> GetAsync(ApiDocument document, HttpResponse response, CancellationToken cancel)
    {
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(await document.GetAsync(cancel), "application/json");
    }
}
