using Chat.Messages.Attention;

namespace Chat.Messages.Tests;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("**bold**, *slanted* and ~~gone~~", "bold, slanted and gone")]
    [InlineData("**_both_**", "both")]
    [InlineData("# Title\n\n> quoted\n- item", "Title quoted - item")]
    [InlineData("[here](https://example.org/a_b) <https://example.org/>", "here https://example.org/")]
    [InlineData("[here](javascript:alert)", "[here](javascript:alert)")]
    [InlineData("use `a*b*c`", "use a*b*c")]
    [InlineData("```ts\nconst a = 1;\n```", "const a = 1;")]
    [InlineData("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4")]
    [InlineData(@"\*not slanted\*", "*not slanted*")]
    [InlineData("one\r\n\ttwo\u2028three\0", "one two three")]
    [InlineData("\u202eturned", "turned")]
    public void Markup_goes_and_one_line_stays(string content, string excerpt) => Assert.Equal(excerpt, Excerpt.Of(content, null));

    [Fact]
    public void Files_alone_are_told_by_their_names()
    {
        Assert.Equal("plan.pdf, photo.jpg", Excerpt.Of("", "plan.pdf\nphoto.jpg"));
        Assert.Equal("see", Excerpt.Of("see", "plan.pdf"));
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(301, 300)]
    [InlineData(4000, 300)]
    public void Long_texts_are_cut(int length, int cut) => Assert.Equal(cut, Excerpt.Of(new string('a', length), null).Length);

    [Fact]
    public void No_character_is_cut_in_two()
    {
        var excerpt = Excerpt.Of("a" + string.Concat(Enumerable.Repeat("😀", 200)), null);
        Assert.EndsWith("😀…", excerpt, StringComparison.Ordinal);
        Assert.InRange(excerpt.Length, 298, 300);
    }

    [Theory]
    [InlineData('*')]
    [InlineData('_')]
    [InlineData('[')]
    [InlineData('`')]
    [InlineData('>')]
    public void Piled_up_markup_takes_no_time(char sign)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Excerpt.Of(new string(sign, 4000), null);
        Excerpt.Of(string.Concat(Enumerable.Repeat($"{sign}a ", 1300)), null);
        Excerpt.Of(string.Concat(Enumerable.Repeat($" {sign}a", 1300)), null);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 1);
    }
}
