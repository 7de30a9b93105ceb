using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Chat.ServiceDefaults.Hosting;

namespace Chat.Messages.Export;

/// <summary>One page without scripts, for people. What was written is text and nothing else; its line breaks are encoded.</summary>
sealed class HtmlExport : IExportFormat
{
    const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1d21;background:#fff}" +
        "article{padding:.5rem 0;border-top:1px solid #e4e6ea}header{margin-bottom:1.5rem}h1{margin:0}" +
        "b{margin-right:.5rem}time,small,footer{color:#5b626b;font-size:.85rem}p{margin:.125rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}" +
        "img{max-width:100%;max-height:20rem}article:target{background:#fff8d6}footer{margin-top:2rem;overflow-wrap:anywhere}" +
        "@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#16181b}article{border-color:#2c3036}time,small,footer{color:#9aa2ac}article:target{background:#3a3410}a{color:#8ab4ff}}";

    // All that is no control character stays readable in the file's source; < > & and quotes are encoded whatever is allowed.
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public string ContentType => "text/html; charset=utf-8";

    public string Extension => "html";

    public string Header(ExportHeader header)
    {
        var name = Text(header.Session.Name);
        var people = string.Join(", ", header.Session.Participants.Select(person => Text(person.DisplayName)));
        return $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{name}</title><style>{Style}</style></head>
            <body><header><h1>{name}</h1><small>Exported {Time(header.ExportedAt)} by {Text(header.ExportedBy.DisplayName)} &middot; {people}</small></header><main>
            <!-- messages -->
            """ + "\n";
    }

    public string Message(ExportedMessage message, bool isFirst)
    {
        var reply = message.ReplyTo is { } to ? $" <small>answers <a href=\"#m{to}\">{to}</a></small>" : "";
        var edited = message.EditedAt is { } at ? $" <small>edited {Time(at)}</small>" : "";
        var reactions = message.Reactions is { Count: > 0 } all
            ? $"<small>{string.Join(' ', all.Select(reaction => $"{Text(reaction.Emoji)} {reaction.UserIds.Count}"))}</small>"
            : "";
        var files = string.Concat((message.Attachments ?? []).Select(FileOf));
        var content = message.DeletedAt is { } deleted ? $"<p><small>deleted {Time(deleted)}</small></p>" : $"<p>{Text(message.Content)}</p>";
        return string.Create(CultureInfo.InvariantCulture,
            $"<article id=\"m{message.Seq}\"><b title=\"{Text(message.Sender.Username)}\">{Text(message.Sender.DisplayName)}</b>{Time(message.Timestamp)} <small>{message.Seq}</small>{reply}{edited}{content}{files}{reactions}</article>");
    }

    public string AfterMessage(string hash) => $"<!-- hash:{hash} -->";

    public string Trailer(string head, ExportSignature signature) =>
        $"</main><script type=\"application/json\">{{\"head\":{head},\"signature\":{JsonSerializer.Serialize(signature, JsonDefaults.Options)}}}</script></body></html>\n";

    static string FileOf(ArchivedFile file)
    {
        var address = file.Path is null ? null : Text(string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString)));
        var link = address is null ? Text(file.Name) : $"<a href=\"{address}\" data-sha256=\"{file.Sha256}\">{Text(file.Name)}</a>";
        var picture = address is not null && file.Kind == "image" ? $"<br><img src=\"{address}\" alt=\"\" loading=\"lazy\">" : "";
        return string.Create(CultureInfo.InvariantCulture, $"<p><small>File: {link}, {file.Size} bytes</small>{picture}</p>");
    }

    static string Text(string text) => Encoder.Encode(text);

    static string Time(DateTime utc) => string.Create(CultureInfo.InvariantCulture, $"<time datetime=\"{utc:O}\">{utc:yyyy-MM-dd HH:mm:ss} UTC</time>");
}
