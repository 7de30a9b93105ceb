using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Chat.ServiceDefaults.OpenApi;

/// <summary>Each service describes its part of the API (OpenAPI 3.1) to the gateway, which makes one document of all parts.</summary>
public static class ApiDescriptionRegistration
{
    /// <summary>Where a service answers with its part. The gateway has no route to it.</summary>
    public const string Path = "/openapi.json";

    internal static WebApplicationBuilder AddApiDescription(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = SchemaDescription.NameOf;
            options.AddSchemaTransformer<SchemaDescription>();
            options.AddOperationTransformer<OperationDescription>();
            options.AddDocumentTransformer<SharedParts>();
        });
        return builder;
    }

    public static void MapApiDescription(this WebApplication app) => app.MapOpenApi(Path).AllowAnonymous();
}
