using System.Reflection;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Runs an AppHost inside a test: its Main up to Build when the builder is created, on when BuildAsync is called.
/// No dashboard; ports free unless the AppHost asks for a port without a proxy.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, static (_, _) => { }, cancellationToken);

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        var main = entryPoint.Assembly.EntryPoint ?? throw new InvalidOperationException($"{entryPoint.Assembly} has no entry point.");
        var run = new EntryPointRun(main, args, configureBuilder);
        return new Builder(run, await run.Builder.WaitAsync(cancellationToken));
    }

    /// <summary>The AppHost's Main on a thread of its own, stopped where the test steps in.</summary>
    private sealed class EntryPointRun : EntryPointHooks
    {
        private readonly MethodInfo _main;
        private readonly string[] _args;
        private readonly Action<DistributedApplicationOptions, HostApplicationBuilderSettings> _configure;
        private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _build = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal EntryPointRun(MethodInfo main, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
        {
            (_main, _args, _configure) = (main, args, configure);
            new Thread(Run) { IsBackground = true, Name = "AppHost" }.Start();
        }

        internal Task<DistributedApplicationBuilder> Builder => _builder.Task;

        internal Task<DistributedApplication> BuildAsync()
        {
            _build.TrySetResult();
            return _application.Task;
        }

        internal void Cancel() => _build.TrySetCanceled();

        internal override void Creating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
        {
            var assembly = _main.DeclaringType!.Assembly;
            options.AssemblyName = assembly.GetName().Name;
            options.DisableDashboard = true;
            options.EnableResourceLogging = true;
            settings.Args = options.Args = _args;
            settings.Configuration = new ConfigurationManager();
            settings.Configuration.AddInMemoryCollection(OfFirstLaunchProfile(assembly));
            settings.Configuration.AddInMemoryCollection([new("DcpPublisher:RandomizePorts", "true")]);
            _configure(options, settings);
        }

        internal override void Created(DistributedApplicationBuilder builder) => builder.Services.AddHttpClient();

        internal override void Building(DistributedApplicationBuilder builder)
        {
            _builder.TrySetResult(builder);
            _build.Task.GetAwaiter().GetResult();
        }

        internal override void Built(DistributedApplication application) => _application.TrySetResult(application);

        private static Dictionary<string, string?> OfFirstLaunchProfile(Assembly assembly)
        {
            var variables = new Dictionary<string, string?>();
            var directory = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "AppHostProjectPath")?.Value;
            var file = Path.Combine(directory ?? "", "Properties", "launchSettings.json");
            if (!File.Exists(file))
                return variables;
            using var settings = JsonDocument.Parse(File.ReadAllText(file));
            var profile = settings.RootElement.GetProperty("profiles").EnumerateObject().First().Value;
            if (!profile.TryGetProperty("environmentVariables", out var pairs))
                return variables;
            foreach (var pair in pairs.EnumerateObject())
                variables[pair.Name.StartsWith("DOTNET_", StringComparison.Ordinal) ? pair.Name["DOTNET_".Length..] : pair.Name] = pair.Value.GetString();
            return variables;
        }

        private void Run()
        {
            Current.Value = this;
            try
            {
                var parameters = _main.GetParameters().Length == 0 ? null : new object[] { _args };
                if (_main.Invoke(null, parameters) is Task task)
                    task.GetAwaiter().GetResult();
                Fail(new InvalidOperationException($"The entry point of {_main.DeclaringType} ended without building an application."));
            }
            catch (Exception e)
            {
                Fail(e is TargetInvocationException { InnerException: { } inner } ? inner : e);
            }
        }

        private void Fail(Exception e)
        {
            _builder.TrySetException(e);
            _application.TrySetException(e);
        }
    }

    private sealed class Builder(EntryPointRun run, DistributedApplicationBuilder inner) : IDistributedApplicationTestingBuilder
    {
        private DistributedApplication? _application;

        public ConfigurationManager Configuration => inner.Configuration;

        public string AppHostDirectory => inner.AppHostDirectory;

        public Assembly? AppHostAssembly => inner.AppHostAssembly;

        public IHostEnvironment Environment => inner.Environment;

        public IServiceCollection Services => inner.Services;

        public IDistributedApplicationEventing Eventing => inner.Eventing;

        public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;

        public IResourceCollection Resources => inner.Resources;

        public IResourceBuilder<T> AddResource<T>(T resource)
            where T : IResource => inner.AddResource(resource);

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
            where T : IResource => inner.CreateResourceBuilder(resource);

        public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

        public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) =>
            _application = await run.BuildAsync().WaitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            if (_application is null)
                run.Cancel();
            else
                await _application.DisposeAsync();
        }

        public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
