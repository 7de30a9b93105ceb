using System.Globalization;
using System.Text;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Attachments.Uploads;

/// <summary>The headers of the protocol tus 1.0 (https://tus.io/protocols/resumable-upload), with creation, expiration, checksum and termination.</summary>
static class UploadHeaders
{
    public const string Version = "1.0.0";
    public const string Resumable = "Tus-Resumable";
    public const string Supported = "Tus-Version";
    public const string Extensions = "Tus-Extension";
    public const string MaxSize = "Tus-Max-Size";
    public const string Algorithms = "Tus-Checksum-Algorithm";
    public const string Offset = "Upload-Offset";
    public const string Expires = "Upload-Expires";
    public const string Length = "Upload-Length";
    public const string Metadata = "Upload-Metadata";
    public const string Checksum = "Upload-Checksum";
    public const string ChunkType = "application/offset+octet-stream";

    /// <exception cref="ChatException"><see cref="ErrorCode.UnsupportedTusVersion"/></exception>
    public static void CheckVersion(HttpRequest request)
    {
        if (request.Headers[Resumable] is not [Version]) throw new ChatException(ErrorCode.UnsupportedTusVersion);
    }

    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> when it is missing or no number.</exception>
    public static long NumberOf(HttpRequest request, string header) =>
        request.Headers[header] is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw FieldErrors.Of(header, $"{header} must be a number of bytes.");

    /// <summary>One value of <c>Upload-Metadata</c>: pairs of a key and base64, with commas between; null when it is not there.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/> when it is not of this form.</exception>
    public static string? MetadataOf(HttpRequest request, string key)
    {
        foreach (var pair in request.Headers[Metadata].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split(' ');
            if (parts[0] != key) continue;
            try
            {
                return parts.Length == 1 ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(parts[1]));
            }
            catch (FormatException)
            {
                throw FieldErrors.Of(Metadata, $"{Metadata} must be keys and values in base64.");
            }
        }
        return null;
    }
}
