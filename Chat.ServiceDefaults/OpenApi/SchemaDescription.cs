using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Chat.ServiceDefaults.OpenApi;

/// <summary>
/// Makes schemas say what requests are held to. The records of requests take anything, so that every fault of a body can be named at once; what
/// must be there is marked with <see cref="RequiredAttribute"/>.
/// </summary>
sealed class SchemaDescription : IOpenApiSchemaTransformer
{
    const string Transport = "Dto";

    /// <summary>The name of a type's schema: a <c>SessionDto</c> is a <c>Session</c>.</summary>
    public static string? NameOf(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name && name.EndsWith(Transport, StringComparison.Ordinal)
            ? name[..^Transport.Length]
            : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.ParameterDescription?.Source == BindingSource.Body && context.JsonPropertyInfo is null)
        {
            var needed = context.JsonTypeInfo.Properties.Where(property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true);
            schema.Required = needed.Select(property => property.Name).ToHashSet();
        }
        return Task.CompletedTask;
    }
}
