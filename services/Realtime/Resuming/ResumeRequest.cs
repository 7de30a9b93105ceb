using System.Globalization;
using System.Text.Json;
using Chat.Realtime.Posting;
using Chat.ServiceDefaults.Problems;

namespace Chat.Realtime.Resuming;

/// <summary>What a client holds: the revision of each session that it has state of.</summary>
sealed record ResumeRequest(IReadOnlyDictionary<long, long> Held)
{
    const int MaxSessions = 10_000;

    /// <summary>Reads <c>{sessions?: {session_id: rev}}</c>.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidRequest"/></exception>
    public static ResumeRequest Parse(JsonElement request) => ClientJson.Read(request, Read);

    static ResumeRequest Read(JsonElement request)
    {
        if (request.ValueKind is not JsonValueKind.Object) throw Bad("resume takes one object.");
        var held = new Dictionary<long, long>();
        if (!request.TryGetProperty("sessions", out var sessions) || sessions.ValueKind is JsonValueKind.Null) return new ResumeRequest(held);
        if (sessions.ValueKind is not JsonValueKind.Object) throw Bad("sessions must be an object of revisions by session id.");
        foreach (var session in sessions.EnumerateObject())
        {
            if (!long.TryParse(session.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || session.Value.ValueKind is not JsonValueKind.Number || !session.Value.TryGetInt64(out var rev) || rev < 0)
                throw Bad("sessions must be an object of revisions by session id.");
            held[id] = rev;
            if (held.Count > MaxSessions) throw Bad($"At most {MaxSessions} sessions can be resumed at once.");
        }
        return new ResumeRequest(held);
    }

    static ChatException Bad(string detail) => new(ErrorCode.InvalidRequest, detail);
}
