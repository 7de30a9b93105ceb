using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>HEAD and OPTIONS on every resource (RFC 9110, 9.3.2 and 9.3.7), so that no endpoint needs to know of them.</summary>
static class SafeMethods
{
    /// <summary>Before routing: HEAD is answered as GET would be. The server leaves the body out by the method that came over the wire.</summary>
    public static void UseHead(this WebApplication app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method)) http.Request.Method = HttpMethods.Get;
        return next(http);
    });

    /// <summary>After routing: its own refusals (405, 415) need no caller, and would else be 401 to strangers. To OPTIONS a 405 is the answer itself.</summary>
    public static void UseRefusals(this WebApplication app) => app.UseWhen(
        http => http.GetEndpoint() is { RequestDelegate: not null } and not RouteEndpoint,
        refused => refused.Run(RefuseAsync));

    static async Task RefuseAsync(HttpContext http)
    {
        await http.GetEndpoint()!.RequestDelegate!(http);
        var response = http.Response;
        if (response.StatusCode is not StatusCodes.Status405MethodNotAllowed) return;
        response.Headers.Allow = string.Join(", ", AllowedBy(response.Headers.Allow.ToString()));
        if (HttpMethods.IsOptions(http.Request.Method)) response.StatusCode = StatusCodes.Status204NoContent;
    }

    static IEnumerable<string> AllowedBy(string routes)
    {
        var methods = routes.Split(", ", StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        if (methods.Contains(HttpMethods.Get)) methods.Add(HttpMethods.Head);
        methods.Add(HttpMethods.Options);
        return methods.Order(StringComparer.Ordinal);
    }
}
