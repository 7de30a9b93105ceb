using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Chat.AppHost.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Chat.AppHost;

/// <summary>What is the same for every project: its program, its endpoints, its environment, its health check.</summary>
internal static class ChatServices
{
    private const int DefaultGatewayPort = 8080;
    private const int DefaultReplicas = 2;

    /// <summary>Sections of the AppHost's configuration that every project gets.</summary>
    private static readonly string[] HandedOn = ["RateLimits", "Telemetry"];

    /// <summary>Where the build leaves a project's program, seen from the project's folder.</summary>
    private static readonly string Output =
        typeof(ChatServices).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "ProjectOutput").Value!;

    /// <summary>A service with an HTTP endpoint, for the gateway, and a gRPC endpoint, for other services.</summary>
    internal static ChatService AddService<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        new(name, [builder.AddInstance<TProject>(name)]);

    /// <summary>One of which several instances run, <c>Replicas:NAME</c> of them: several are the normal case.</summary>
    internal static ChatService AddReplicatedService<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var all = builder.AddResource(new ReplicatedService(name)).AsRunning();
        return new(name,
        [
            .. Enumerable.Range(1, builder.Configuration.GetValue($"Replicas:{name}", DefaultReplicas)).Select(number =>
                builder.AddInstance<TProject>(string.Create(CultureInfo.InvariantCulture, $"{name}-{number}")).WithParentRelationship(all)),
        ]);
    }

    /// <summary>The one address for users, on the port <c>Gateway:Port</c>; 0 takes any free one.</summary>
    /// <exception cref="SetupException">When the port is taken.</exception>
    internal static ChatService AddGateway<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var port = builder.Configuration.GetValue("Gateway:Port", DefaultGatewayPort);
        if (port != 0 && !IsFree(port))
            throw new SetupException($"Port {port} is in use: stop the program that has it, or choose another port with --Gateway:Port=N.");
        return new(name,
        [
            builder.AddChatProject<TProject>(name)
                .WithHttpEndpoint(port == 0 ? null : port, name: "http", env: "HTTP_PORT", isProxied: false)
                .WithExternalHttpEndpoints()
                .WithHttpHealthCheck("/health"),
        ]);
    }

    private static IResourceBuilder<ProjectResource> AddInstance<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() =>
        builder.AddChatProject<TProject>(name)
            .WithHttpEndpoint(name: "http", env: "HTTP_PORT", isProxied: false)
            .WithHttpEndpoint(name: "grpc", env: "GRPC_PORT", isProxied: false)
            .WithHttpHealthCheck("/health");

    private static IResourceBuilder<ProjectResource> AddChatProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var environment = builder.Configuration["Services:Environment"] ?? Environments.Development;
        var project = builder.AddProject<TProject>(name, launchProfileName: null)
            .WithAnnotation(ProgramOf(new TProject().ProjectPath))
            .WithTelemetry()
            .WithEnvironment("DOTNET_ENVIRONMENT", environment)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", environment)
            .WithEnvironment("Endpoints__Host", "localhost")
            .WithEnvironment("Migrations__OnStart", "true")
            .WithEnvironment("ServiceAuth__Key", LocalInfrastructure.Of(builder).Secret("service-auth-key"));
        foreach (var section in HandedOn)
            project.WithSection(section);
        return project;
    }

    /// <summary>
    /// The program itself, as it was built along with the AppHost: <c>dotnet run</c>, which is started otherwise, costs two seconds of CPU at each start and
    /// stays as a process of 140 MB. A debugger starts the project in its own way.
    /// </summary>
    private static ExecutableAnnotation ProgramOf(string projectFile)
    {
        var folder = Path.GetDirectoryName(projectFile)!;
        return new ExecutableAnnotation { Command = Path.Combine(folder, Output, Path.GetFileNameWithoutExtension(projectFile)), WorkingDirectory = folder };
    }

    /// <summary>Where Messages keeps files: a folder beside the servers' data, unless the section <c>Files</c> knows better.</summary>
    internal static ChatService WithFiles(this ChatService messages) =>
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
