using Aspire.Hosting;
using Chat.Testing;

namespace Chat.Accounts.Tests;

/// <summary>Where the service's project is.</summary>
public sealed class AccountsProject : IProjectMetadata
{
    public string ProjectPath => Repository.File("services/Accounts/Chat.Accounts.csproj");
}
