using Aspire.Hosting;
using Chat.Testing;

namespace Chat.Realtime.Tests;

/// <summary>Where the service's project is.</summary>
public sealed class RealtimeProject : IProjectMetadata
{
    public string ProjectPath => Repository.File("services/Realtime/Chat.Realtime.csproj");
}
