using System.Globalization;
using Chat.ServiceDefaults.Problems;

namespace Chat.Sessions.Sessions;

/// <summary>A place in the list of sessions: microseconds since 1970 of the last activity, and the id, as <c>1767225600000000-5</c>.</summary>
readonly record struct SessionCursor(DateTime UpdatedAt, long Id)
{
    public static SessionCursor? Parse(string? text, FieldErrors errors, string field = "before")
    {
        if (text is null) return null;
        var parts = text.Split('-');
        if (parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds < 253_402_300_800_000_000
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return new SessionCursor(DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), id);
        errors.Add(field, $"{field} is a place from a Link header.");
        return null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(UpdatedAt - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}-{Id}");
}
