using Chat.Messages.Posting;
using Chat.ServiceDefaults.Problems;

namespace Chat.Messages.Tests;

public sealed class ContentRulesTests
{
    [Theory]
    [InlineData("  hi  ", "hi")]
    [InlineData("a\nb", "a\nb")]
    [InlineData("👩‍🚀 مرحبا 你好", "👩‍🚀 مرحبا 你好")]
    public void Content_is_trimmed_and_else_kept(string given, string stored) => Assert.Equal(stored, ContentRules.Check(given));

    [Fact]
    public void The_longest_content_passes() => Assert.Equal(4000, ContentRules.Check(new string('x', 4000)).Length);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("nul \0 inside")]
    public void What_is_no_text_is_refused(string? given) =>
        Assert.Equal(ErrorCode.ValidationFailed, Assert.Throws<ChatException>(() => ContentRules.Check(given)).Error);

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Throws<ChatException>(() => ContentRules.Check("half a " + '\ud83d'));

    [Fact]
    public void One_character_too_many_is_refused() =>
        Assert.Throws<ChatException>(() => ContentRules.Check(new string('x', 4001)));

    [Fact]
    public void A_client_id_must_be_a_uuid() =>
        Assert.Throws<ChatException>(() => ContentRules.CheckClientId("seven"));
}
