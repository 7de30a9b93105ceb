using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.ServiceDefaults.Health;

static class HealthEndpoints
{
    /// <summary>
    /// <c>/health</c>: everything it needs answers. <c>/ready</c>: it can serve, if not with everything; for balancers.
    /// <c>/alive</c>: the process runs.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = Write }).AllowAnonymous();
        app
            .MapHealthChecks(
                "/ready", new HealthCheckOptions { Predicate = check => !check.Tags.Contains(HealthTags.Degrades), ResponseWriter = Write })
            .AllowAnonymous();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
    }

    // Names and states only: descriptions and exceptions can hold addresses.
    static Task Write(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(http.Response.Body, new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
        }, cancellationToken: http.RequestAborted);
    }
}
