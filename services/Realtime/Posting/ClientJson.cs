using System.Text.Json;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Posting;

/// <summary>
/// Reading of what clients sent. Valid JSON may still hold half a surrogate pair, in a value or a name, which is no text: that shows only when it is
/// read.
/// </summary>
static class ClientJson
{
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidRequest"/> when a text in it is none, and what <paramref name="parse"/> throws.</exception>
    public static T Read<T>(JsonElement json, Func<JsonElement, T> parse)
    {
        try
        {
            return parse(json);
        }
        catch (InvalidOperationException e)
        {
            throw new ChatException(ErrorCode.InvalidRequest, "The request contains characters that are not text.", e);
        }
    }

    /// <summary>The text under this name; null when there is none.</summary>
    public static string? TextOrNull(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
