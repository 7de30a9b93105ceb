using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Chat.Accounts.Mail;
using Chat.Contracts.Messages;

namespace Chat.Accounts.Notifications;

/// <summary>
/// What the mail about missed messages says. It stands in <c>NoticeMail/LANGUAGE.txt</c>: lines with names first, then the body. Names and texts of
/// others are put in last and in one line each, so that they are nothing but names and texts.
/// </summary>
static partial class NoticeMail
{
    /// <summary>Of the other sessions only the count is told.</summary>
    const int MaxSessions = 20;

    static readonly MailTexts Texts = new("NoticeMail");

    /// <param name="reader">Whom the mail greets, in which language (BCP 47) and time zone (IANA; empty for UTC).</param>
    /// <param name="missed">What they have missed; messages without an excerpt are told of without their text.</param>
    /// <param name="linkTo">The address of a page.</param>
    public static (string Subject, string Text) For(
        (string Username, string Language, string TimeZone) reader, IReadOnlyList<MissedSession> missed, Func<string, string> linkTo)
    {
        var (lines, body) = Split(Texts.In(reader.Language));
        var all = missed.Sum(session => session.Count);
        var senders = missed.SelectMany(session => session.Latest).DistinctBy(message => message.Sender.Id).ToList();
        // Who wrote those before the latest is not known here; in a direct session it can be only one.
        var isOfOne = senders.Count == 1 && missed.All(session => session.IsDirect || session.Count == session.Latest.Count);
        var subject = Fill(lines[isOfOne ? all == 1 ? "subject-one" : "subject-many" : "subject-all"], new()
        {
            ["sender"] = InOneLine(senders[0].Sender.DisplayName),
            ["count"] = Number(all),
        });

        var clock = new Clock(reader.TimeZone, lines["time"]);
        var sessions = new StringBuilder();
        foreach (var session in missed.Take(MaxSessions))
        {
            sessions.Append(
                CultureInfo.InvariantCulture,
                $"{InOneLine(session.IsDirect ? session.Latest[0].Sender.DisplayName : session.SessionName)}\n{linkTo($"/room/{session.SessionId}/")}\n\n");
            if (session.Count > session.Latest.Count)
                sessions.Append(
                    CultureInfo.InvariantCulture,
                    $"  {Fill(lines["earlier"], new() { ["count"] = Number(session.Count - session.Latest.Count) })}\n\n");
            foreach (var message in session.Latest)
            {
                sessions.Append(CultureInfo.InvariantCulture, $"  {InOneLine(message.Sender.DisplayName)}, {clock.Tell(message.Timestamp)}\n");
                var said = message.IsEncrypted ? lines["encrypted"] : message.Excerpt;
                if (said.Length > 0) sessions.Append(CultureInfo.InvariantCulture, $"    {InOneLine(said)}\n");
                sessions.Append('\n');
            }
        }
        if (missed.Count > MaxSessions)
            sessions.Append(CultureInfo.InvariantCulture, $"{Fill(lines["sessions"], new() { ["count"] = Number(missed.Count - MaxSessions) })}\n\n");
        return (subject, Fill(body, new()
        {
            ["username"] = reader.Username,
            ["sessions"] = sessions.ToString().TrimEnd(),
            ["settings"] = linkTo(NotificationEndpoints.SettingsPage),
        }));
    }

    static (Dictionary<string, string> Lines, string Body) Split(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        return (text[..end].Split('\n').Select(line => line.Split(": ", 2)).ToDictionary(line => line[0], line => line[1]), text[(end + 2)..]);
    }

    /// <summary>In one pass: what is put in is not looked at again.</summary>
    static string Fill(string template, Dictionary<string, string> values) => Place().Replace(template, place => values[place.Groups[1].Value]);

    static string InOneLine(string text) => Breaks().Replace(text, " ");

    static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Place();

    // Control characters, and the separators of lines and paragraphs.
    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex Breaks();

    /// <summary>Times as the reader's clock shows them.</summary>
    sealed class Clock(string timeZone, string format)
    {
        readonly TimeZoneInfo? _zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? zone : null;

        public string Tell(DateTime at) => _zone is null
            ? $"{at.ToString(format, CultureInfo.InvariantCulture)} UTC"
            : TimeZoneInfo.ConvertTimeFromUtc(at, _zone).ToString(format, CultureInfo.InvariantCulture);
    }
}
