using Aspire.Hosting;
using Chat.Testing;

namespace Chat.Gateway.Tests;

/// <summary>Where the gateway's project is.</summary>
public sealed class GatewayProject : IProjectMetadata
{
    public string ProjectPath => Repository.File("gateway/Chat.Gateway.csproj");
}
