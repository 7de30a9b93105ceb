using System.Text.RegularExpressions;

namespace Chat.SystemTests;

/// <summary>The <c>Link</c> header, RFC 8288.</summary>
static partial class Links
{
    public static string? Next(HttpResponseMessage reply) =>
        reply.Headers.TryGetValues("Link", out var links) && NextLink().Match(string.Join(", ", links)) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("<([^>]+)>; *rel=\"next\"")]
    private static partial Regex NextLink();
}
