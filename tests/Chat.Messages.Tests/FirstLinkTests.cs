using Chat.Messages.LinkPreviews;

namespace Chat.Messages.Tests;

public sealed class FirstLinkTests
{
    [Theory]
    [InlineData("see https://example.org/a?b=1#c and http://example.com", "https://example.org/a?b=1#c")]
    [InlineData("Is it (https://example.org/a_(b))?", "https://example.org/a_(b)")]
    [InlineData("[here](https://example.org/x), they say", "https://example.org/x")]
    [InlineData("HTTPS://Example.ORG/Path.", "https://example.org/Path")]
    [InlineData("看这里：https://example.org/文档。好", "https://example.org/%E6%96%87%E6%A1%A3")]
    [InlineData("**https://example.org/bold**", "https://example.org/bold")]
    [InlineData("`https://code.example` but https://example.org/", "https://example.org/")]
    [InlineData("```\nhttps://code.example\n```\nhttps://example.org/", "https://example.org/")]
    [InlineData("看https://example.org/x，好", "https://example.org/x")]
    public void The_first_link_is_found(string content, string url) => Assert.Equal(url, FirstLink.Of(content));

    [Theory]
    [InlineData("no link")]
    [InlineData("<https://example.org/>")]
    [InlineData("ftp://example.org/")]
    [InlineData("javascript://example.org/%0aalert(1)")]
    [InlineData("https://")]
    [InlineData("xhttps://example.org")]
    [InlineData("https://user:secret@example.org/")]
    [InlineData("`https://example.org/`")]
    [InlineData("```\nhttps://example.org/ without an end")]
    public void What_is_none_is_not(string content) => Assert.Null(FirstLink.Of(content));

    [Fact]
    public void A_link_that_no_index_takes_is_left_alone() => Assert.Null(FirstLink.Of($"https://example.org/{new string('a', 2000)}"));
}
