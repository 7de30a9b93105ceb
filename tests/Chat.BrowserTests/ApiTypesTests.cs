using System.Diagnostics;
using Chat.Testing;

namespace Chat.BrowserTests;

public sealed class ApiTypesTests(ChatSystem chat)
{
    [Fact]
    public async Task The_types_of_the_web_app_are_what_the_api_describes()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, chat.Description.Document.GetRawText(), TestContext.Current.CancellationToken);
            using var node = Process.Start(new ProcessStartInfo("node", [Repository.File("frontend/tests/apiTypes.mjs"), path]) { RedirectStandardError = true })!;
            var wrong = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(node.ExitCode == 0, wrong);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
