using System.Text.Json;
using Chat.ServiceDefaults.Problems;

namespace Chat.Sessions.Sessions;

/// <summary>What a session may be called, and how its first participants are named in a request.</summary>
static class SessionRules
{
    public const int MaxName = 255;
    const int MaxParticipantsAtOnce = 500;

    public static string CheckName(string? name, FieldErrors errors)
    {
        var trimmed = name?.Trim() ?? "";
        if (trimmed.Length is 0 or > MaxName) errors.Add("name", $"A name has 1 to {MaxName} characters.");
        else if (!trimmed.All(IsText)) errors.Add("name", "A name has no control characters.");
        return trimmed;
    }

    /// <summary>Splits <c>[usernames or ids]</c>.</summary>
    public static (List<long> Ids, List<string> Usernames) CheckParticipants(IReadOnlyList<JsonElement>? participants, FieldErrors errors)
    {
        List<long> ids = [];
        List<string> usernames = [];
        if (participants?.Count > MaxParticipantsAtOnce)
        {
            errors.Add("participants", $"At most {MaxParticipantsAtOnce} participants at once.");
            return (ids, usernames);
        }
        foreach (var participant in participants ?? [])
        {
            if (participant.ValueKind is JsonValueKind.Number && participant.TryGetInt64(out var id)) ids.Add(id);
            else if (participant.ValueKind is JsonValueKind.String && TextOf(participant) is { } username) usernames.Add(username);
            else errors.Add("participants", "A participant is a user name or a user id.");
        }
        return (ids, usernames);
    }

    // U+FFFE and U+FFFF are no characters, and the first cannot be normalised.
    static bool IsText(char letter) => !char.IsControl(letter) && letter is not ('\uFFFE' or '\uFFFF');

    /// <summary>Null for half a surrogate pair, which JSON can say, and for NUL, which nobody's name has and no database takes.</summary>
    static string? TextOf(JsonElement json)
    {
        try
        {
            return json.GetString() is { } text && !text.Contains('\0') ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
