using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Chat.Gateway.Edge;

/// <summary>Names each request, to services and in the answer: by its trace, or as the client named it, if that is harmless in a log.</summary>
static partial class RequestIds
{
    const string Header = "X-Request-Id";

    public static void UseRequestIds(this WebApplication app) => app.Use((http, next) =>
    {
        var given = http.Request.Headers[Header];
        var id = given is [{ } one] && Sane().IsMatch(one) ? one : Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
        http.Request.Headers[Header] = id;
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        return next(http);
    });

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Sane();
}
