using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";
    public static readonly string StopCommand = "stop";
    public static readonly string RestartCommand = "restart";
}

public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public string? Message { get; init; }
}

/// <summary>Stops and starts processes of the running application: a resource with all its replicas, or one of them by its id.</summary>
public class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;

    internal ResourceCommandService(Orchestrator orchestrator) => _orchestrator = orchestrator;

    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteAsync([.. _orchestrator.Instances.Where(instance => instance.Resource == resource)], resource.Name, commandName, cancellationToken);

    /// <param name="resourceId">The id of a replica, or the name of a resource that has only one.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>, or its older form, as in <c>resource-stop</c>.</param>
    /// <param name="cancellationToken">Ends the wait, not what has begun.</param>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteAsync(
            [.. _orchestrator.Instances.Where(instance => string.Equals(instance.Id, resourceId, StringComparison.OrdinalIgnoreCase))],
            resourceId, commandName, cancellationToken);

    private static async Task RestartAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        await instance.StopAsync();
        await instance.StartAsync(cancellationToken);
    }

    private static async Task<ExecuteCommandResult> ExecuteAsync(
        ResourceInstance[] instances, string name, string command, CancellationToken cancellationToken)
    {
        if (instances.Length == 0)
            return new() { Success = false, Message = $"There is no process '{name}'." };
        Func<ResourceInstance, Task> execute = command.Replace("resource-", "", StringComparison.Ordinal) switch
        {
            "start" => instance => instance.StartAsync(cancellationToken),
            "stop" => instance => instance.StopAsync(),
            "restart" => instance => RestartAsync(instance, cancellationToken),
            _ => throw new NotSupportedException($"The stand-in does not know the command '{command}'."),
        };
        try
        {
            await Task.WhenAll(instances.Select(execute)).WaitAsync(cancellationToken);
            return new() { Success = true };
        }
        catch (DistributedApplicationException e)
        {
            return new() { Success = false, Message = e.Message };
        }
    }
}
