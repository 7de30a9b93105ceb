using Chat.Testing;

namespace Chat.SystemTests;

/// <summary>What goes into a service's image runs: it is published, moved elsewhere and started as a deployment starts it.</summary>
public sealed class PublishTests(ChatSystem chat)
{
    [Theory]
    [InlineData("accounts", "services/Accounts")]
    [InlineData("sessions", "services/Sessions")]
    [InlineData("messages", "services/Messages")]
    [InlineData("realtime", "services/Realtime")]
    [InlineData("gateway", "gateway")]
    public async Task The_published_service_becomes_ready(string service, string project)
    {
        var folder = Directory.CreateTempSubdirectory("chat-publish-").FullName;
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var (code, output) = await Programs.RunAsync("dotnet", ["publish", project, "--no-build", "--configuration", configuration, "--output", folder, "-v", "quiet"]);
        Assert.True(code == 0, output);
        await using (var published = await OneMore.StartAsync(chat, service, folder, [new("DOTNET_ENVIRONMENT", "Production"), new("ASPNETCORE_ENVIRONMENT", "Production")]))
            await published.IsReadyAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("services/Accounts", "chat-accounts")]
    [InlineData("services/Sessions", "chat-sessions")]
    [InlineData("services/Messages", "chat-messages")]
    [InlineData("services/Realtime", "chat-realtime")]
    [InlineData("gateway", "chat-gateway")]
    public async Task Its_image_has_a_name_and_a_user_that_is_not_root(string project, string repository)
    {
        var (code, output) = await Programs.RunAsync("dotnet", ["msbuild", project, "-getProperty:ContainerRepository", "-getProperty:ContainerUser"]);
        Assert.True(code == 0, output);
        Assert.Contains($"\"{repository}\"", output, StringComparison.Ordinal);
        Assert.Contains("\"app\"", output, StringComparison.Ordinal);
    }
}
