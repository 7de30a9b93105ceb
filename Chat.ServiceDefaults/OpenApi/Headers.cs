using Microsoft.AspNetCore.Builder;

namespace Chat.ServiceDefaults.OpenApi;

/// <summary>Headers of answers, for the description.</summary>
public static class Headers
{
    /// <summary>Says that the answer is a page of a list.</summary>
    public static TBuilder AnswersPages<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.Answers("Link", "`<...>; rel=\"next\"`: the next page, while there is one (RFC 8288).");

    /// <summary>Says that the answer has a version, which guards changes and saves reading (RFC 9110, 8.8.3).</summary>
    public static TBuilder AnswersVersion<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.Answers("ETag", "The version, for `If-Match` and `If-None-Match`.");

    static TBuilder Answers<TBuilder>(this TBuilder endpoint, string name, string description) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new HeaderMetadata(name, description));
}

/// <summary>A header that an endpoint's answers may have.</summary>
sealed record HeaderMetadata(string Name, string Description);
