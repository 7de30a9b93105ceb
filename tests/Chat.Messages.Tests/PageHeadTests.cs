using System.Text;
using Chat.Messages.LinkPreviews;
using CsCheck;

namespace Chat.Messages.Tests;

public sealed class PageHeadTests
{
    static readonly string[] Pieces = ["<meta ", "name=", "content=\"", "<title", "</title>", "<!--", "-->", "<script>", "</script", "<body", "charset="];

    static PageHeadTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("<title>One &amp; two</title>", "title", "One & two")]
    [InlineData("<META PROPERTY='og:title' CONTENT='It&#39;s'>", "og:title", "It's")]
    [InlineData("<meta content=plain name=description>", "description", "plain")]
    [InlineData("<meta name=\"a\" content=\"x > y\" /><meta name=a content=z>", "a", "x > y")]
    [InlineData("<!-- <title>no</title> --><title>yes</title>", "title", "yes")]
    [InlineData("<script>'<title>no</title>'</script><title>yes</title>", "title", "yes")]
    [InlineData("<title>cut o", "title", "cut o")]
    [InlineData("<meta property=\"og:title\" content=\"cut o", "og:title", null)]
    [InlineData("<head><title>a</title></head><body><meta name=x content=y>", "x", null)]
    [InlineData("<svg><b title='x'></svg><meta name=x>", "x", null)]
    public void What_a_page_says_of_itself_is_read(string html, string name, string? value) =>
        Assert.Equal(value, PageHead.Of(Encoding.UTF8.GetBytes(html), null)[name]);

    [Fact]
    public void Alphabets_are_told_by_the_server_or_the_page()
    {
        var gb = Encoding.GetEncoding("gb18030");
        Assert.Equal("会议", PageHead.Of(gb.GetBytes("<title>会议</title>"), "gb18030")["title"]);
        Assert.Equal("会议", PageHead.Of(gb.GetBytes("<meta charset=\"gb18030\"><title>会议</title>"), null)["title"]);
        Assert.Equal("café", PageHead.Of(Encoding.Latin1.GetBytes("<meta http-equiv=content-type content='text/html; charset=iso-8859-1'><title>café</title>"), null)["title"]);
        Assert.Equal("会议", PageHead.Of([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<title>会议</title>")], "utf-8")["title"]);
        Assert.Equal("会议", PageHead.Of(Encoding.UTF8.GetBytes("<title>会议</title>"), "no-such-thing")["title"]);
    }

    [Fact]
    public void Whatever_a_page_holds_it_is_read_to_its_end() =>
        Gen.OneOf(
            Gen.String[Gen.Char["<>/='\"! -&;abm"], 0, 12],
            Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]))
            .Array[0, 30].Sample(parts =>
            {
                var head = PageHead.Of(Encoding.UTF8.GetBytes(string.Concat(parts)), null);
                Assert.True(head["title", "a"] is null or { Length: > 0 });
            });
}
