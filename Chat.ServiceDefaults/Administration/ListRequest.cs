using System.Globalization;
using Chat.ServiceDefaults.Paging;
using Chat.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace Chat.ServiceDefaults.Administration;

/// <summary>The query string of an administrators' list: a text to find, a state, and the place after which the page begins.</summary>
public sealed record ListRequest(string? Q, string? State, string? After, int? Limit)
{
    /// <summary>The escape character of the patterns.</summary>
    public const string Escape = @"\";

    const int DefaultLimit = 50;
    const int MaxLimit = 200;
    const int MaxText = 200;

    /// <summary>Rows of a page.</summary>
    public int Size => Limit ?? DefaultLimit;

    /// <summary>What is looked for; empty for everything.</summary>
    public string Text => Q?.Trim() ?? "";

    /// <summary>The text as a pattern of LIKE that finds it anywhere.</summary>
    public string Pattern => $"%{Literally(Text)}%";

    /// <summary>A pattern of LIKE, with <see cref="Escape"/>, that finds this text alone.</summary>
    public static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    /// <exception cref="ChatException"><see cref="ErrorCode.ValidationFailed"/></exception>
    public void Check(params ReadOnlySpan<string> states)
    {
        var errors = new FieldErrors();
        if (Limit is < 1 or > MaxLimit) errors.Add("limit", $"limit is 1 to {MaxLimit}.");
        if (Text.Length > MaxText || Text.Contains('\0')) errors.Add("q", $"q is a text of at most {MaxText} characters.");
        if (After?.Contains('\0') == true) errors.Add("after", "after is a place from a Link header.");
        if (!string.IsNullOrEmpty(State) && !states.Contains(State)) errors.Add("state", $"state is one of {string.Join(", ", states)}.");
        errors.ThrowIfAny();
    }

    /// <summary>Takes the row too many off a page that was read with one more than its size, and links to the page that begins after the last.</summary>
    public List<T> Paged<T>(List<T> rows, HttpResponse response, string path, Func<T, string> place, string further = "") =>
        rows.Paged(Size, response, last =>
        {
            KeyValuePair<string, string?>[] query =
                [new("q", Q), new("state", State), new("after", place(last)), new("limit", Size.ToString(CultureInfo.InvariantCulture))];
            return $"{path}{QueryString.Create(query)}{further}";
        });
}
