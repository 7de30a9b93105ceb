using Aspire.Hosting;
using Chat.Testing;

namespace Chat.Sessions.Tests;

/// <summary>Where the service's project is.</summary>
public sealed class SessionsProject : IProjectMetadata
{
    public string ProjectPath => Repository.File("services/Sessions/Chat.Sessions.csproj");
}
