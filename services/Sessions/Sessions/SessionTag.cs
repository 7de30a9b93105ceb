using System.Globalization;
using Chat.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;

namespace Chat.Sessions.Sessions;

/// <summary>
/// A session's entity tag: its version. Weak, because the last activity and the names of participants move without it. What <c>If-Match</c> is to
/// keep from being overwritten all advances the version, so weak tags are taken there too (RFC 9110, 13.1.1, would have them never match).
/// </summary>
static class SessionTag
{
    /// <summary>Writes the tag of what is answered.</summary>
    public static void Write(HttpResponse response, long version) => response.Headers.ETag = $"W/{TagOf(version)}";

    /// <summary>Whether the caller holds this version already: 304.</summary>
    public static bool IsHeld(string? ifNoneMatch, long version) => ifNoneMatch is not null && Names(ifNoneMatch, version);

    /// <exception cref="ChatException"><see cref="ErrorCode.PreconditionFailed"/>, when the request is meant for another version than this.</exception>
    public static void Check(string? ifMatch, long version)
    {
        if (ifMatch is not null && !Names(ifMatch, version))
            throw new ChatException(ErrorCode.PreconditionFailed, $"The session has changed since: it is at version {version}.");
    }

    /// <summary>What cannot be understood names no version.</summary>
    static bool Names(string header, long version) =>
        EntityTagHeaderValue.TryParseStrictList([header], out var tags)
        && tags.Any(tag => tag.Tag == "*" || tag.Tag == TagOf(version));

    static string TagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
