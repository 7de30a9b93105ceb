using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.AppHost.Infrastructure;

internal static class ServerRegistration
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(5);

    /// <summary>Adds the server in the way the mode says, healthy when it answers.</summary>
    internal static IResourceBuilder<IServerResource> AddServer(this IDistributedApplicationBuilder builder, string name, ServerDefinition definition)
    {
        var infrastructure = LocalInfrastructure.Of(builder);
        IResourceBuilder<IServerResource> server = infrastructure.Mode switch
        {
            InfrastructureMode.Native => builder.AddNative(name, definition, infrastructure),
            InfrastructureMode.Containers => builder.AddContainer(name, definition, infrastructure),
            _ => builder.AddResource(new ExternalServerResource(name, infrastructure.ExternalConnectionString(name))).AsRunning(),
        };
        return server.WithAnswerCheck(definition.Ask);
    }

    /// <summary>The resource is healthy when the question does not throw.</summary>
    internal static IResourceBuilder<T> WithAnswerCheck<T>(this IResourceBuilder<T> resource, Func<string, CancellationToken, Task> ask)
        where T : IResourceWithConnectionString
    {
        var key = $"{resource.Resource.Name}_answers";
        resource.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(
            key,
            async cancellationToken =>
            {
                var connectionString = await resource.Resource.GetConnectionStringAsync(cancellationToken)
                    ?? throw new InvalidOperationException($"'{resource.Resource.Name}' has no connection string.");
                await ask(connectionString, cancellationToken);
                return HealthCheckResult.Healthy();
            },
            timeout: AnswersWithin);
        return resource.WithHealthCheck(key);
    }

    /// <summary>For what no process of ours stands for: it is there from the beginning.</summary>
    internal static IResourceBuilder<T> AsRunning<T>(this IResourceBuilder<T> resource)
        where T : IResource =>
        resource.WithInitialState(new CustomResourceSnapshot { ResourceType = typeof(T).Name, Properties = [], State = KnownResourceStates.Running });

    private static IResourceBuilder<NativeServerResource> AddNative(
        this IDistributedApplicationBuilder builder, string name, ServerDefinition definition, LocalInfrastructure infrastructure)
    {
        var resource = new NativeServerResource(name, infrastructure.NativeScripts);
        var server = builder.AddResource(resource)
            .WithEndpoint(scheme: "tcp", name: "tcp", isProxied: false)
            .WithArgs(definition.Script, infrastructure.FolderOf(name), resource.GetEndpoint("tcp").Property(EndpointProperty.TargetPort));
        foreach (var port in definition.FurtherPorts)
        {
            server.WithEndpoint(scheme: "tcp", name: port, isProxied: false)
                .WithArgs(resource.GetEndpoint(port).Property(EndpointProperty.TargetPort));
        }
        foreach (var (variable, value) in definition.NativeEnvironment)
            server.WithEnvironment(variable, value);
        resource.ConnectionStringExpression = definition.ConnectionString(resource.GetEndpoint("tcp"));
        return server;
    }

    private static IResourceBuilder<ContainerServerResource> AddContainer(
        this IDistributedApplicationBuilder builder, string name, ServerDefinition definition, LocalInfrastructure infrastructure)
    {
        var resource = new ContainerServerResource(name, definition.ContainerEntrypoint);
        var server = builder.AddResource(resource)
            .WithImage(definition.Image, definition.Tag)
            .WithEndpoint(targetPort: definition.ContainerPort, scheme: "tcp", name: "tcp", protocol: ProtocolType.Tcp)
            .WithBindMount(infrastructure.FolderOf(name), definition.ContainerFolder)
            .WithArgs([.. definition.ContainerArguments]);
        foreach (var (variable, value) in definition.ContainerEnvironment)
            server.WithEnvironment(variable, value);
        resource.ConnectionStringExpression = definition.ConnectionString(resource.GetEndpoint("tcp"));
        return server;
    }
}
