using System.Globalization;
using Chat.ServiceDefaults.Problems;

namespace Chat.Accounts.Users;

/// <summary>A place in the list of users: the name that somebody stands there by, as names are compared, and their id, as <c>5-ADA</c>.</summary>
readonly record struct UserCursor(string Name, long Id)
{
    /// <summary>Before everybody.</summary>
    public static readonly UserCursor Start = new("", 0);

    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/></exception>
    public static UserCursor Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Start;
        // PostgreSQL takes no NUL.
        var parts = text.Split('-', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !parts[1].Contains('\0')
            ? new UserCursor(parts[1], id)
            : throw FieldErrors.Of("after", "after is a place from a Link header.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}-{Name}");
}
