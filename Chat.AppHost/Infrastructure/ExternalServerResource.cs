namespace Chat.AppHost.Infrastructure;

/// <summary>A server that someone else runs.</summary>
internal sealed class ExternalServerResource(string name, ReferenceExpression connectionString) : Resource(name), IServerResource
{
    public ReferenceExpression ConnectionStringExpression { get; } = connectionString;
}
