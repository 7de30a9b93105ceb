using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Chat.ServiceDefaults.OpenApi;

/// <summary>Completes what the framework knows of an operation: its id, who may call it, its headers, and every refusal by status and code.</summary>
sealed class OperationDescription : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        var isHidden = metadata.OfType<IAuthorizeData>().Any(rule => rule.Policy == AuthenticationRegistration.Administrator);
        operation.OperationId = IdOf(metadata);
        operation.Security = isOpen
            ? []
            : [Requires(SharedParts.Cookie, context.Document), Requires(SharedParts.Bearer, context.Document)];

        if (isHidden) operation.Description = "For administrators; to everybody else it is not there.";
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.In is ParameterLocation.Query) ?? [])
        {
            parameter.Required |= IsNeeded(context.Description.ParameterDescriptions.Single(known => known.Name == parameter.Name));
            parameter.Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!);
        }

        var errors = Common(context.Description, isOpen, isHidden).Concat(metadata.OfType<RefusalMetadata>().SelectMany(refusal => refusal.Errors));
        operation.Responses ??= [];
        foreach (var status in errors.Distinct().GroupBy(error => error.Status))
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = ProblemOf(status, context.Document);
        foreach (var header in metadata.OfType<HeaderMetadata>()) Add(header, operation.Responses);
        return Task.CompletedTask;
    }

    /// <summary>What follows from the shape of the request.</summary>
    static IEnumerable<ErrorCode> Common(ApiDescription request, bool isOpen, bool isHidden)
    {
        var sources = request.ParameterDescriptions.Select(parameter => parameter.Source).ToHashSet();
        var hasBody = sources.Contains(BindingSource.Body);
        ErrorCode[] ofInput = hasBody || sources.Contains(BindingSource.Query) ? [ErrorCode.InvalidRequest, ErrorCode.ValidationFailed] : [];
        ErrorCode[] ofBody = hasBody ? [ErrorCode.PayloadTooLarge, ErrorCode.UnsupportedMediaType] : [];
        ErrorCode[] ofStrangers = isOpen ? [] : isHidden ? [ErrorCode.NotFound] : [ErrorCode.NotSignedIn];
        ErrorCode[] ofMethod = HttpMethods.IsGet(request.HttpMethod!) ? [ErrorCode.RateLimited] : [ErrorCode.CrossSite];
        return [.. ofInput, .. ofStrangers, .. ofMethod, .. ofBody, ErrorCode.InternalError, ErrorCode.Unavailable];
    }

    static bool IsNeeded(ApiParameterDescription parameter) =>
        (parameter.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.IsDefined(typeof(RequiredAttribute), inherit: true) == true;

    static OpenApiResponse ProblemOf(IEnumerable<ErrorCode> errors, OpenApiDocument? document) => new()
    {
        Description = string.Join("\n", errors.Select(error => $"- `{error.Code}`: {error.Title}")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(SharedParts.Problem, document) },
        },
    };

    /// <summary>A header of whatever success answers.</summary>
    static void Add(HeaderMetadata header, OpenApiResponses responses)
    {
        foreach (var (status, response) in responses)
        {
            if (status[0] > '3' || response is not OpenApiResponse answer) continue;
            answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
            answer.Headers[header.Name] = new OpenApiHeader { Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }
    }

    static OpenApiSecurityRequirement Requires(string scheme, OpenApiDocument? document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    /// <summary>The tag and the handler: <c>sessions_list</c>.</summary>
    static string IdOf(IList<object> metadata)
    {
        var tag = metadata.OfType<ITagsMetadata>().LastOrDefault()?.Tags is [var first, ..] ? first : "";
        var handler = metadata.OfType<MethodInfo>().FirstOrDefault()?.Name.Replace("Async", "", StringComparison.Ordinal) ?? "";
        return $"{tag.ToLowerInvariant().Replace(' ', '_').Replace('-', '_')}_{JsonNamingPolicy.SnakeCaseLower.ConvertName(handler)}";
    }
}
