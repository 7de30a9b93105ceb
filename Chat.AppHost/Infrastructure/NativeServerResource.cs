namespace Chat.AppHost.Infrastructure;

/// <summary>A server run by a script of eng/native.</summary>
internal sealed class NativeServerResource(string name, string workingDirectory)
    : ExecutableResource(name, "bash", workingDirectory), IServerResource
{
    public ReferenceExpression ConnectionStringExpression { get; internal set; } = null!;
}
