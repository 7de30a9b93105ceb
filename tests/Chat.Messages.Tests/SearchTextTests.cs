using System.Text;
using Chat.Messages.Search;
using Chat.ServiceDefaults.Problems;
using CsCheck;

namespace Chat.Messages.Tests;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("  Ünï\t\nCODE  ", " uni code ")]
    [InlineData("ＦＵＬＬ ｶﾞｲﾄﾞ", "full ガイド")]
    [InlineData("が か", "が か")]
    [InlineData("한글", "한글")]
    [InlineData("e\u0301", "e")]
    [InlineData("Straße", "straße")]
    [InlineData("so\u00ADft", "soft")]
    [InlineData("ПРИВЁТ", "привет")]
    public void Texts_are_folded(string text, string folded) => Assert.Equal(folded, FoldedText.Fold(text));

    [Fact]
    public void Any_text_can_be_folded_whatever_it_holds()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        for (var value = 0; value <= char.MaxValue; value++)
        {
            var text = $"a{(char)value}\u0301b {(char)value}";
            var folded = FoldedText.Of(text);
            Assert.Equal(FoldedText.Fold(text), folded.Text);
            Assert.Contains("b", folded.Text, StringComparison.Ordinal);
            // What is written down is text for whoever reads it, and lexemes can be made of it.
            Assert.DoesNotContain('\0', folded.Text);
            strict.GetByteCount(folded.Text);
            Assert.NotEmpty(SearchWords.Of(folded.Text));
            if (folded.Text.Length > 0) folded.Original(folded.Text.Length - 1, 1);
        }
        Assert.Equal("x\uFFFDy", FoldedText.Fold("X\uFFFEY"));
        Assert.Equal("x\uFFFDy", FoldedText.Fold("X\uD800Y"));
    }

    [Fact]
    public void Every_part_of_a_folded_text_comes_from_somewhere_in_the_original() =>
        Gen.OneOf(Gen.String[Gen.Char.AlphaNumeric, 0, 10], OneOf("é", " ", "\n", "👩‍👩‍👧", "ﬁ", "会议", "가", "e\u0301", "<b>", "\u200B")).Array[0, 12].Sample(parts =>
        {
            var text = string.Concat(parts);
            var folded = FoldedText.Of(text);
            Assert.Equal(FoldedText.Fold(text), folded.Text);
            for (var i = 0; i < folded.Text.Length; i++)
            {
                var (start, length) = folded.Original(i, 1);
                Assert.InRange(start, 0, text.Length - 1);
                Assert.InRange(length, 1, text.Length - start);
            }
        });

    [Fact]
    public void Whatever_stands_in_a_text_has_no_lexeme_that_the_text_lacks() =>
        Gen.Select(OneOf("ok", "v2", "会", "会议", "议会", "서울", "🚀", "c#", "a", "a-b"), OneOf("", " ", "x ", "日", " (", "-")).Array[1, 8].Sample(pieces =>
        {
            var text = FoldedText.Fold(string.Concat(pieces.Select(piece => piece.Item2 + piece.Item1 + " ")));
            var all = SearchWords.Of(text).Split(' ').ToHashSet();
            foreach (var (term, _) in pieces.Where(piece => !SearchWords.HasTrigram(piece.Item1)))
            {
                var at = text.IndexOf(term, StringComparison.Ordinal);
                if (at >= 0 && SearchWords.IsBoundary(text, at)) Assert.Subset(all, SearchWords.ForTerm(term).ToHashSet());
            }
        });

    [Theory]
    [InlineData("c#", "c#")]
    [InlineData("c++", "c+")]
    [InlineData("c", "c")]
    [InlineData("c d", "c d")]
    [InlineData("q&a", "q& a")]
    [InlineData("f#7", "f# 7")]
    public void A_word_of_one_character_is_looked_for_with_the_sign_after_it(string term, string lexemes)
    {
        Assert.Equal(lexemes.Split(' ').Order(), SearchWords.ForTerm(term).Order());
        Assert.Subset(SearchWords.Of($"we like {term} here").Split(' ').ToHashSet(), SearchWords.ForTerm(term).ToHashSet());
    }

    [Fact]
    public void A_query_is_read_or_refused_with_a_place_in_it() =>
        OneOf("a", "\"", "-", "from:", "in:x", "before:2026-01-01", "before:x", "has:link", " ", ":", "会", "\"a b\"").Array[0, 10].Sample(parts =>
        {
            var text = string.Concat(parts);
            try
            {
                QueryParser.Parse(text, TimeZoneInfo.Utc);
            }
            catch (ChatException e)
            {
                Assert.Equal(ErrorCode.InvalidQuery, e.Error);
                Assert.InRange(e.Position!.Value, 0, text.Length);
            }
        });

    [Fact]
    public void Days_begin_where_the_asker_is()
    {
        var query = QueryParser.Parse("after:2026-03-28 before:2026-03", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(new DateTime(2026, 3, 28, 23, 0, 0, DateTimeKind.Utc), query.From);
        Assert.Equal(new DateTime(2026, 2, 28, 23, 0, 0, DateTimeKind.Utc), query.Before);
    }

    static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(n => all[n]);
}
