using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;

namespace Chat.ServiceDefaults.OpenApi;

public static class Refusals
{
    /// <summary>Says what an endpoint answers with besides success and what any endpoint may (see <see cref="OperationDescription"/>).</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params ErrorCode[] errors) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RefusalMetadata(errors));
}

/// <summary>Errors of an endpoint of its own.</summary>
sealed record RefusalMetadata(IReadOnlyList<ErrorCode> Errors);
