using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chat.AppHost.Infrastructure;

/// <summary>What the servers of one AppHost share: the mode, the folders, the secrets. Lets go of the data folder when the host is disposed.</summary>
internal sealed class LocalInfrastructure : IHostedService, IDisposable
{
    private static readonly ConditionalWeakTable<IDistributedApplicationBuilder, LocalInfrastructure> OfBuilder = [];

    private readonly IDistributedApplicationBuilder _builder;
    private readonly DataDirectory _data;
    private readonly SecretsFile _secrets;

    private LocalInfrastructure(IDistributedApplicationBuilder builder)
    {
        _builder = builder;
        (Mode, var engine) = InstalledServers.Choose(builder.Configuration.GetValue("Infrastructure:Mode", InfrastructureMode.Auto));
        builder.Configuration["ASPIRE_CONTAINER_RUNTIME"] ??= engine;
        var root = Path.GetFullPath("..", builder.AppHostDirectory);
        NativeScripts = Path.Combine(root, "eng", "native");
        _data = DataDirectory.Open(builder.Configuration["Chat:DataDirectory"] ?? Path.Combine(root, ".chat", "data"), Mode);
        _secrets = new SecretsFile(Path.Combine(_data.Servers, "secrets.json"));
        LogFiles.AddTo(builder, _data.Logs);
    }

    internal InfrastructureMode Mode { get; }

    internal string NativeScripts { get; }

    public void Dispose() => _data.Dispose();

    /// <exception cref="SetupException">When the configured mode can't work here.</exception>
    internal static LocalInfrastructure Of(IDistributedApplicationBuilder builder)
    {
        if (OfBuilder.TryGetValue(builder, out var known))
            return known;
        var infrastructure = new LocalInfrastructure(builder);
        OfBuilder.Add(builder, infrastructure);
        builder.Services.AddSingleton<IHostedService>(_ => infrastructure);
        return infrastructure;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The folder in which a server keeps its data; each mode has its own, as versions and owners differ.</summary>
    internal string FolderOf(string server) =>
        Directory.CreateDirectory(Path.Combine(_data.Servers, Mode.ToString().ToLowerInvariant(), server)).FullName;

    /// <summary>A random password, made once and kept beside the data it protects.</summary>
    internal IResourceBuilder<ParameterResource> Secret(string name) =>
        _builder.Resources.TryGetByName(name, out var known)
            ? _builder.CreateResourceBuilder((ParameterResource)known)
            : _builder.AddParameter(name, _secrets.GetOrCreate(name), secret: true);

    /// <exception cref="SetupException">When the configuration has none.</exception>
    internal ReferenceExpression ExternalConnectionString(string name) =>
        _builder.Configuration.GetConnectionString(name) is { Length: > 0 } value
            ? ReferenceExpression.Create($"{value}")
            : throw new SetupException(
                "Infrastructure:Mode is external, so the configuration must have ConnectionStrings:accountsdb, :sessionsdb, :messagesdb, :redis "
                + $"and :rabbitmq. ConnectionStrings:{name} is missing.");
}
