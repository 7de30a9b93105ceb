using System.Net;
using System.Net.Sockets;
using Chat.AppHost.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Chat.AppHost;

/// <summary>What is the same for every project: its endpoints, its environment, its health check.</summary>
internal static class ChatServices
{
    private const int DefaultGatewayPort = 8080;
    private const int DefaultReplicas = 2;

    /// <summary>Sections of the AppHost's configuration that every project gets.</summary>
    private static readonly string[] HandedOn = ["RateLimits", "Telemetry"];

    /// <summary>How many instances of a service run: <c>Replicas:NAME</c>. Several are the normal case.</summary>
    internal static int ReplicasOf(this IDistributedApplicationBuilder builder, string service) => builder.Configuration.GetValue($"Replicas:{service}", DefaultReplicas);

    /// <summary>A service with an HTTP endpoint, for the gateway, and a gRPC endpoint, for other services.</summary>
    internal static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        builder.AddChatProject<TProject>(name)
            .WithHttpEndpoint(name: "http", env: "HTTP_PORT")
            .WithHttpEndpoint(name: "grpc", env: "GRPC_PORT")
            .WithHttpHealthCheck("/health");

    /// <summary>The one address for users, on the port <c>Gateway:Port</c>; 0 takes any free one.</summary>
    /// <exception cref="SetupException">When the port is taken.</exception>
    internal static IResourceBuilder<ProjectResource> AddGateway<TProject>(
        this IDistributedApplicationBuilder builder, string name, FirstAdministrator firstAdministrator)
        where TProject : IProjectMetadata, new()
    {
        var port = builder.Configuration.GetValue("Gateway:Port", DefaultGatewayPort);
        if (port != 0 && !IsFree(port))
            throw new SetupException($"Port {port} is in use: stop the program that has it, or choose another port with --Gateway:Port=N.");
        return builder.AddChatProject<TProject>(name)
            .WithHttpEndpoint(port == 0 ? null : port, name: "http", env: "HTTP_PORT", isProxied: false)
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/health")
            .OnResourceReady((gateway, ready, cancellationToken) =>
            {
                _ = AnnounceAsync(gateway, firstAdministrator, builder.Resources.OfType<ProjectResource>(), ready.Services);
                return Task.CompletedTask;
            });
    }

    private static IResourceBuilder<ProjectResource> AddChatProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var environment = builder.Configuration["Services:Environment"] ?? Environments.Development;
        var project = builder.AddProject<TProject>(name, launchProfileName: null)
            .WithEnvironment("DOTNET_ENVIRONMENT", environment)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", environment)
            .WithEnvironment("Endpoints__Host", "localhost")
            .WithEnvironment("Migrations__OnStart", "true")
            .WithEnvironment("ServiceAuth__Key", LocalInfrastructure.Of(builder).Secret("service-auth-key"));
        foreach (var section in HandedOn)
            project.WithSection(section);
        return project;
    }

    /// <summary>Where Messages keeps files: a folder beside the servers' data, unless the section <c>Files</c> knows better.</summary>
    internal static IResourceBuilder<ProjectResource> WithFiles(this IResourceBuilder<ProjectResource> messages) =>
        messages.WithEnvironment("Files__Folder", LocalInfrastructure.Of(messages.ApplicationBuilder).FolderOf("files")).WithSection("Files");

    /// <summary>Hands a section of the AppHost's configuration on.</summary>
    internal static IResourceBuilder<ProjectResource> WithSection(this IResourceBuilder<ProjectResource> project, string section)
    {
        foreach (var (key, value) in project.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable())
        {
            if (value is not null)
                project.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
        }
        return project;
    }

    /// <summary>Prints the address when every service is healthy, and how to become administrator while nobody is.</summary>
    private static async Task AnnounceAsync(
        ProjectResource gateway, FirstAdministrator firstAdministrator, IEnumerable<ProjectResource> projects, IServiceProvider services)
    {
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            foreach (var project in projects)
                await notifications.WaitForResourceAsync(project.Name, change => change.Snapshot.HealthStatus is HealthStatus.Healthy, stopping);
            var address = gateway.GetEndpoint("http").Url;
            Console.WriteLine($"Chat: {address}");
            if (await firstAdministrator.IsMissingAsync(stopping))
                Console.WriteLine($"Administrator: {address}/admin/claim/{firstAdministrator.Token}/");
        }
        catch (OperationCanceledException)
        {
            // The system stops before it was up.
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
