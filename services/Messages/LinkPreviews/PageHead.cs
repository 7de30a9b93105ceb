using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Chat.Messages.LinkPreviews;

/// <summary>
/// What a page says of itself: <c>meta</c> elements and <c>title</c>, read up to where its body begins. The names are those of Open Graph
/// (https://ogp.me) and of HTML.
/// </summary>
sealed class PageHead
{
    readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first value that is there of these names; null when none is. <c>title</c> is that of the element.</summary>
    public string? this[params ReadOnlySpan<string> names]
    {
        get
        {
            foreach (var name in names)
                if (_values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value)) return value;
            return null;
        }
    }

    /// <param name="page">Its bytes, or the first of them.</param>
    /// <param name="charset">What the server says it is written in; the mark at the beginning knows better, the page itself knows worse.</param>
    public static PageHead Of(byte[] page, string? charset) => new(Parse(page, charset));

    // Children only: how deep a page nests what is in them is its own choice.
    PageHead(IHtmlHeadElement? head)
    {
        if (head is null) return;
        foreach (var element in head.Children)
        {
            if (element is IHtmlMetaElement { Content: { } content } meta && (meta.GetAttribute("property") ?? meta.Name) is { } name)
                _values.TryAdd(name.Trim(), content);
            else if (element is IHtmlTitleElement { Text: { } title }) _values.TryAdd("title", title);
        }
    }

    static IHtmlHeadElement? Parse(byte[] page, string? charset)
    {
        var (parser, bytes) = (new HtmlParser(), new MemoryStream(page));
        return EncodingOf(charset) is { } said
            ? parser.ParseHead(new StreamReader(bytes, said, detectEncodingFromByteOrderMarks: true).ReadToEnd())
            : parser.ParseHead(bytes);
    }

    static Encoding? EncodingOf(string? charset)
    {
        if (string.IsNullOrEmpty(charset)) return null;
        try
        {
            return Encoding.GetEncoding(charset.Trim('"', '\'', ' '));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
