using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Chat.ServiceDefaults.OpenApi;

/// <summary>Bodies that are files and not JSON, for the description: what handlers read themselves, their parameters say nothing of.</summary>
public static class Files
{
    /// <summary>Says that the body of the request is a file of one of these types.</summary>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder endpoint, string description, params string[] types) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody =
                new OpenApiRequestBody { Description = description, Required = true, Content = types.ToDictionary(type => type, _ => new OpenApiMediaType()) };
            return Task.CompletedTask;
        });
}
