using System.Text.Json.Nodes;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Chat.ServiceDefaults.OpenApi;

/// <summary>What the descriptions of all services refer to: the form of a problem, and the two ways to be known.</summary>
sealed class SharedParts : IOpenApiDocumentTransformer
{
    public const string Problem = "Problem";
    public const string Cookie = "cookie";
    public const string Bearer = "bearer";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.AddComponent(Problem, ProblemSchema());
        document.AddComponent(Cookie, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SignInCookie.NameFor(https: false),
            Description = $"Browsers: set by register and login. On https its name is `{SignInCookie.NameFor(https: true)}`.",
        });
        document.AddComponent(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "Other clients: the `access_token` of `POST /api/auth/token`.",
        });
        return Task.CompletedTask;
    }

    static OpenApiSchema ProblemSchema()
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        var properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = text,
            ["title"] = text,
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "A sentence to show." },
            ["code"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. ErrorCode.All.Select(error => (JsonNode)error.Code)],
                Description = string.Join("\n", ErrorCode.All.Select(error => $"- `{error.Code}` ({error.Status}): {error.Title}")),
            },
            ["retryable"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "The same request may succeed later; see `Retry-After`." },
            ["trace_id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Names the request in traces and logs." },
        };
        var required = properties.Keys.ToHashSet();
        properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Of `validation_failed`: sentences by field.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = text },
        };
        properties["position"] =
            new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Of `invalid_query`: where in the query, in UTF-16 code units." };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Problem details (RFC 9457) with a stable code.",
            Properties = properties,
            Required = required,
        };
    }
}
