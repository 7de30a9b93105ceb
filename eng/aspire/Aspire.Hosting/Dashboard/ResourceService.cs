using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Protocol;
using Aspire.Hosting.Orchestration;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Resource = Aspire.Hosting.Dashboard.Protocol.Resource;

namespace Aspire.Hosting.Dashboard;

/// <summary>Tells the dashboard of the resources and what their processes print, and does what it is told to.</summary>
internal sealed class ResourceService(
    ResourceServiceAddress address, ResourceNotificationService notifications, ResourceCommandService commands, Orchestrator orchestrator,
    IHostEnvironment environment, IHostApplicationLifetime lifetime) : DashboardService.DashboardServiceBase
{
    public override Task<ApplicationInformationResponse> GetApplicationInformation(ApplicationInformationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationInformationResponse { ApplicationName = environment.ApplicationName });

    public override Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<WatchResourcesUpdate> responseStream, ServerCallContext context) =>
        UntilTheEndAsync(context, async stop =>
        {
            var initial = new InitialResourceData { Resources = { notifications.Current.Where(IsShown).Select(Describe) } };
            await responseStream.WriteAsync(new WatchResourcesUpdate { InitialData = initial }, stop);
            await foreach (var change in notifications.WatchAsync(stop))
            {
                if (!IsShown(change))
                    continue;
                var changes = new WatchResourcesChanges { Value = { new WatchResourcesChange { Upsert = Describe(change) } } };
                await responseStream.WriteAsync(new WatchResourcesUpdate { Changes = changes }, stop);
            }
        });

    public override Task WatchResourceConsoleLogs(
        WatchResourceConsoleLogsRequest request, IServerStreamWriter<WatchResourceConsoleLogsUpdate> responseStream, ServerCallContext context) =>
        UntilTheEndAsync(context, async stop =>
        {
            if (Named(request.ResourceName) is not { } instance)
                return;
            if (request.SuppressFollow)
            {
                await WriteAsync(instance.Console.Lines());
                return;
            }
            await foreach (var lines in instance.Console.FollowAsync(stop))
                await WriteAsync(lines);

            Task WriteAsync(IReadOnlyList<ConsoleLine> lines) => responseStream.WriteAsync(
                new WatchResourceConsoleLogsUpdate
                {
                    LogLines = { lines.Select(line => new ConsoleLogLine { Text = line.Text, IsStdErr = line.IsError, LineNumber = line.Number }) },
                },
                stop);
        });

    // Left open, as the dashboard would ask for it again and again.
    public override Task WatchInteractions(
        IAsyncStreamReader<WatchInteractionsRequestUpdate> requestStream, IServerStreamWriter<WatchInteractionsResponseUpdate> responseStream,
        ServerCallContext context) => UntilTheEndAsync(context, stop => Task.Delay(Timeout.Infinite, stop));

    public override async Task<ResourceCommandResponse> ExecuteResourceCommand(ResourceCommandRequest request, ServerCallContext context)
    {
        try
        {
            var result = await commands.ExecuteCommandAsync(Named(request.ResourceName)?.Id ?? request.ResourceName, request.CommandName, context.CancellationToken);
            var response = new ResourceCommandResponse { Kind = result.Success ? ResourceCommandResponseKind.Succeeded : ResourceCommandResponseKind.Failed };
            if (result.Message is { } message)
                response.Message = message;
            return response;
        }
        catch (NotSupportedException e)
        {
            return new ResourceCommandResponse { Kind = ResourceCommandResponseKind.Failed, Message = e.Message };
        }
    }

    // Parameters are passwords and the like.
    private static bool IsShown(ResourceEvent change) => change.Resource is not ParameterResource;

    private ResourceInstance? Named(string name) => orchestrator.Instances.FirstOrDefault(instance => ResourceDescription.NameOf(instance.Resource, instance.Id) == name);

    private ResourceInstance? Find(string id) => orchestrator.Instances.FirstOrDefault(instance => instance.Id == id);

    private Resource Describe(ResourceEvent change)
    {
        var description = ResourceDescription.Of(change, Find(change.ResourceId));
        description.IsHidden = change.Resource.Name == address.Hidden;
        return description;
    }

    /// <summary>Goes on until the caller or the application leaves.</summary>
    private async Task UntilTheEndAsync(ServerCallContext context, Func<CancellationToken, Task> watch)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await watch(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
    }
}
