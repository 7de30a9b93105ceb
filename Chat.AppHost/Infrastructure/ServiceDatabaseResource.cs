namespace Chat.AppHost.Infrastructure;

/// <summary>One service's database, opened by that service's role alone.</summary>
internal sealed class ServiceDatabaseResource(string name, IServerResource server, ReferenceExpression connectionString)
    : Resource(name), IResourceWithConnectionString, IResourceWithParent<IServerResource>
{
    public IServerResource Parent { get; } = server;

    public ReferenceExpression ConnectionStringExpression { get; } = connectionString;
}
