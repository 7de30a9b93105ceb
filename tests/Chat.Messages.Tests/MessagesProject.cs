using Aspire.Hosting;
using Chat.Testing;

namespace Chat.Messages.Tests;

/// <summary>Where the service's project is.</summary>
public sealed class MessagesProject : IProjectMetadata
{
    public string ProjectPath => Repository.File("services/Messages/Chat.Messages.csproj");
}
