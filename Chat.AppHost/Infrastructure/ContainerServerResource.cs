namespace Chat.AppHost.Infrastructure;

/// <summary>A server in a container.</summary>
internal sealed class ContainerServerResource(string name, string? entrypoint) : ContainerResource(name, entrypoint), IServerResource
{
    public ReferenceExpression ConnectionStringExpression { get; internal set; } = null!;
}
