using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Trace;

namespace Chat.ServiceDefaults.Telemetry;

/// <summary>
/// Decides on new traces. A call that belongs to no request (the polls of background loops, probes) and the parts of a page are nobody's story, and
/// take nothing from the budget of the others. Of a request nothing is known when its span begins: <see cref="IsRecorded"/> decides on it.
/// </summary>
sealed class RequestSampler(TraceBudget budget) : Sampler
{
    // How libraries call what they do; of gRPC's calls the kind does not tell that they are calls.
    const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    const string GrpcCall = "Grpc.Net.Client";
    const string GatewayProbe = "proxy.cluster_health_checks";

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Name == Request || (IsStory(samplingParameters) && budget.TryTake()) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    /// <summary>Whether the span of this request, and so all that follows from it, is kept. Of a trace that others began it is.</summary>
    public static bool IsRecorded(HttpContext http, TraceBudget budget) =>
        !IsMinor(http.Request.Path) && (Activity.Current?.ParentId is not null || budget.TryTake());

    static bool IsStory(in SamplingParameters span) =>
        span.Kind is not ActivityKind.Client && span.Name != GatewayProbe && !span.Name.StartsWith(GrpcCall, StringComparison.Ordinal);

    static bool IsMinor(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/ready") || path.StartsWithSegments("/alive") || path.StartsWithSegments("/assets");
}
