using System.Text.RegularExpressions;
using Chat.Messages.Attention;

namespace Chat.Messages.Tests;

/// <summary>Whom a text names, held to the rule by which the web app looks for one name.</summary>
public sealed class MentionedNamesTests
{
    [Theory]
    [InlineData("@bob", "bob")]
    [InlineData("Hello @bob!", "bob")]
    [InlineData("Hello @bob.", "bob bob.")]
    [InlineData("(@bob)", "bob")]
    [InlineData("@bob, @ada: look", "ada bob")]
    [InlineData("@bob.smith.", "bob.smith bob.smith.")]
    [InlineData("@bob...", "bob bob. bob.. bob...")]
    [InlineData("@a_b-c", "a_b-c")]
    [InlineData("你好@bob", "")]
    [InlineData("你好 @bob，看", "bob")]
    [InlineData("@bobé", "")]
    [InlineData("bob@example.org", "")]
    [InlineData("a.@bob", "")]
    [InlineData("@@bob", "")]
    [InlineData("@b", "")]
    [InlineData("@", "")]
    [InlineData("@𝒜bc @bob𝒜", "")]
    [InlineData("𝒜@bob", "")]
    [InlineData("😀@bob😀", "bob")]
    public void Names_are_found_where_they_stand_alone(string content, string names) =>
        Assert.Equal(names, string.Join(' ', MentionedNames.In(content).Order(StringComparer.Ordinal)));

    [Fact]
    public void The_web_app_and_the_server_agree()
    {
        const string Letters = "@@@@bB.-_ é1\n";
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var content = string.Concat(Enumerable.Range(0, 8).Select(_ => Letters[random.Next(Letters.Length)]));
            var found = MentionedNames.In(content);
            foreach (var name in new[] { "bb", "b.b", "b-b", "bbb", "b1" })
            {
                // frontend/src/sync/mentions.ts
                var isNamed = Regex.IsMatch(content, $@"(?:^|[^\p{{L}}\p{{N}}@._-])@{Regex.Escape(name)}(?![\p{{L}}\p{{N}}_-]|\.[\p{{L}}\p{{N}}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
                Assert.True(isNamed == found.Contains(name), $"{name} in {content}");
            }
        }
    }
}
