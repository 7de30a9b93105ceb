using Chat.Messages.Attachments.Uploads;

namespace Chat.Messages.Tests;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("\uFFFE", "file")]
    [InlineData("a\uFFFEb.txt", "ab.txt")]
    [InlineData("a\uD800b.txt", "ab.txt")]
    [InlineData("e\u0301.txt", "\u00E9.txt")]
    public void A_name_can_be_made_of_anything(string name, string clean) => Assert.Equal(clean, FileNames.Clean(name));
}
