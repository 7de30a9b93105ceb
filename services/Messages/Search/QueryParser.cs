using System.Globalization;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Search;

/// <summary>
/// Reads a query: words, <c>"phrases"</c>, <c>from:</c>, <c>in:</c>, <c>before:</c>, <c>after:</c>, <c>has:</c>, and <c>-</c> before any of
/// them. A colon after anything else is part of a word, so that addresses need no quotes.
/// </summary>
sealed class QueryParser
{
    public const int MaxLength = 500;
    const int MaxParts = 20;

    readonly string _text;
    readonly TimeZoneInfo _zone;
    readonly List<SearchTerm> _terms = [];
    readonly List<Wanted<string>> _senders = [];
    readonly List<Wanted<string>> _sessions = [];
    readonly List<Wanted<Carried>> _has = [];
    DateTime? _from;
    DateTime? _before;

    QueryParser(string text, TimeZoneInfo zone) => (_text, _zone) = (text, zone);

    /// <param name="text">What the asker wrote.</param>
    /// <param name="zone">Where their days begin.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.InvalidQuery"/>, with the place.</exception>
    public static SearchQuery Parse(string? text, TimeZoneInfo zone)
    {
        if (string.IsNullOrWhiteSpace(text)) throw Wrong(0, "Say what to look for.");
        if (text.Length > MaxLength) throw Wrong(MaxLength, $"A query has at most {MaxLength} characters.");
        // No text that is kept has it, and the database takes none.
        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul) throw Wrong(nul, "This is no text.");
        return new QueryParser(text, zone).Parse();
    }

    SearchQuery Parse()
    {
        var parts = 0;
        for (var at = 0; ;)
        {
            while (at < _text.Length && char.IsWhiteSpace(_text[at])) at++;
            if (at == _text.Length) break;
            if (++parts > MaxParts) throw Wrong(at, $"A query has at most {MaxParts} parts.");
            at = Part(at);
        }
        var isAnythingWanted = _from is not null || _before is not null || _terms.Exists(term => !term.IsExcluded)
            || _senders.Exists(one => !one.IsExcluded) || _sessions.Exists(one => !one.IsExcluded) || _has.Exists(one => !one.IsExcluded);
        if (!isAnythingWanted) throw Wrong(0, "Say what to look for, not only what to leave out.");
        return new SearchQuery(_terms, _senders, _sessions, _has, _from, _before);
    }

    /// <summary>Reads the part that begins here; answers where it ends.</summary>
    int Part(int start)
    {
        var isExcluded = _text[start] == '-' && start + 1 < _text.Length && !char.IsWhiteSpace(_text[start + 1]) && _text[start + 1] != '-';
        var at = isExcluded ? start + 1 : start;
        var colon = _text.IndexOf(':', at);
        var key = colon > at ? _text[at..colon].ToLowerInvariant() : "";
        if (key is not ("from" or "in" or "before" or "after" or "has"))
        {
            var (word, end) = Value(at);
            AddTerm(word, isExcluded, start);
            return end;
        }

        var (value, valueEnd) = colon + 1 < _text.Length ? Value(colon + 1) : ("", colon + 1);
        if (string.IsNullOrWhiteSpace(value)) throw Wrong(colon + 1, $"Something must follow '{key}:'.");
        switch (key)
        {
            case "from":
                _senders.Add(new(value.TrimStart('@'), isExcluded));
                break;
            case "in":
                _sessions.Add(new(value.TrimStart('#'), isExcluded));
                break;
            case "has":
                _has.Add(new(CarriedOf(value, colon + 1), isExcluded));
                break;
            default:
                if (isExcluded) throw Wrong(start, $"'{key}:' cannot be left out; turn it round.");
                var (from, to) = Span(value, colon + 1);
                if (key == "before" && !(_before < from)) _before = from;
                else if (key == "after" && !(_from > to)) _from = to;
                break;
        }
        return valueEnd;
    }

    /// <summary>A text in quotes, or up to the next space.</summary>
    (string Value, int End) Value(int at)
    {
        if (at < _text.Length && _text[at] == '"')
        {
            var close = _text.IndexOf('"', at + 1);
            if (close < 0) throw Wrong(at, "The quotation mark is not closed.");
            return (_text[(at + 1)..close], close + 1);
        }
        var end = at;
        while (end < _text.Length && !char.IsWhiteSpace(_text[end])) end++;
        return (_text[at..end], end);
    }

    void AddTerm(string word, bool isExcluded, int at)
    {
        var folded = FoldedText.Fold(word).Trim();
        if (folded.Length == 0) throw Wrong(at, "There is nothing to look for here.");
        _terms.Add(new SearchTerm(folded, isExcluded));
    }

    static Carried CarriedOf(string value, int at) => value.ToLowerInvariant() switch
    {
        "link" or "links" => Carried.Link,
        "file" or "files" => Carried.File,
        "image" or "images" => Carried.Image,
        _ => throw Wrong(at, "A message has: link, file or image."),
    };

    /// <summary>A year, a month, a day or a moment: when it begins, and when what follows it does.</summary>
    (DateTime From, DateTime To) Span(string value, int at)
    {
        if (Exact("yyyy-MM-dd", out var day)) return (Utc(day), Utc(day.AddDays(1)));
        if (Exact("yyyy-MM", out var month)) return (Utc(month), Utc(month.AddMonths(1)));
        if (Exact("yyyy", out var year)) return (Utc(year), Utc(year.AddYears(1)));
        if (value.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return (moment.UtcDateTime, moment.UtcDateTime);
        throw Wrong(at, "A date is written as 2026-01-31, 2026-01 or 2026.");

        bool Exact(string format, out DateTime date) =>
            DateTime.TryParseExact(value, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out date) && date.Year is > 1 and < 9999;
    }

    DateTime Utc(DateTime local)
    {
        // A day can begin in an hour that the clocks leave out.
        while (_zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        return TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), _zone);
    }

    static ChatException Wrong(int position, string sentence) => new(ErrorCode.InvalidQuery, sentence) { Position = position };
}
