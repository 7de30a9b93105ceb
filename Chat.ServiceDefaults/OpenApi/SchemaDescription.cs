using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization;
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

    /// <remarks>Called for the body and for each of its properties.</remarks>
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.ParameterDescription?.Source == BindingSource.Body && context.JsonPropertyInfo is null)
        {
            var needed = context.JsonTypeInfo.Properties.Where(
                property => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true);
            schema.Required = needed.Select(property => property.Name).ToHashSet();
        }
        foreach (var optional in context.JsonTypeInfo.Properties.Where(IsLeftOut)) schema.Required?.Remove(optional.Name);
        // Any values by any names.
        if (context.JsonTypeInfo.Kind is JsonTypeInfoKind.Dictionary) schema.AdditionalProperties ??= new OpenApiSchema();
        if (context.JsonPropertyInfo?.AttributeProvider is { } property)
        {
            if (property.IsDefined(typeof(RequiredAttribute), inherit: true)) schema.Type &= ~JsonSchemaType.Null;
            schema.Format = FormatOf(property) ?? schema.Format;
        }
        return Task.CompletedTask;
    }

    /// <summary>Whether a property is not in the answer when it has no value.</summary>
    static bool IsLeftOut(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull }];

    static string? FormatOf(ICustomAttributeProvider property) =>
        property.GetCustomAttributes(typeof(DataTypeAttribute), inherit: true).OfType<DataTypeAttribute>().FirstOrDefault()?.DataType switch
        {
            DataType.Password => "password",
            DataType.EmailAddress => "email",
            _ => null,
        };
}
