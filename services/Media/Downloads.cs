using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Chat.Media;

/// <summary>Answers with bytes that users have sent: nobody's page, whatever they are.</summary>
public static class Downloads
{
    /// <summary>No origin; loads and runs nothing.</summary>
    const string Sandbox = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Says so to browsers, whoever stands in between.</summary>
    public static void RunsNothing(this HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Sandbox;
    }

    /// <summary>The tag of what never changes under its name, as results take it.</summary>
    public static EntityTagHeaderValue TagOf(string version) => new($"\"{version}\"");

    /// <summary>Says for the description what a download answers by its tag and in ranges (RFC 9110, 13 and 14).</summary>
    public static RouteHandlerBuilder AnswersDownload(this RouteHandlerBuilder endpoint, string type) => endpoint
        .Produces<Stream>(StatusCodes.Status200OK, type).Produces<Stream>(StatusCodes.Status206PartialContent, type)
        .Produces(StatusCodes.Status304NotModified).Produces(StatusCodes.Status416RangeNotSatisfiable).Produces(StatusCodes.Status412PreconditionFailed);
}
