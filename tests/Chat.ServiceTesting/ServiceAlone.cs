using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Chat.AppHost;
using Chat.AppHost.Infrastructure;
using Chat.ServiceDefaults.Authentication;
using Chat.Testing;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace Chat.ServiceTesting;

/// <summary>
/// One service as its team runs it: the program that was built and the real servers that it keeps its data in, in a throw-away folder and on free
/// ports. No other service runs or is needed: at their addresses nobody answers, save that the keys of access tokens are where Accounts publishes them.
/// </summary>
/// <typeparam name="TProject">The service's project.</typeparam>
/// <param name="name">The service's name in discovery, as in <c>messages</c>.</param>
/// <param name="servers">What it needs to serve.</param>
public abstract class ServiceAlone<TProject>(string name, Servers servers) : IAsyncLifetime
    where TProject : IProjectMetadata, new()
{
    const string Gateway = "gateway";
    static readonly string[] Neighbours = ["accounts", "sessions", "messages", "realtime"];
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    readonly Keys _keys = new();
    readonly Nobody _nobody = new();
    readonly List<IAsyncDisposable> _buses = [];
    DistributedApplication _app = null!;
    IResourceWithConnectionString? _broker;
    GrpcChannel? _channel;

    /// <summary>Goes with the service.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("chat-alone-").FullName;

    /// <summary>Settings of the service, as environment variables.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Where it is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>A client that is not signed in, and keeps cookies.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Its gRPC services, called as another service does.</summary>
    public CallInvoker Grpc { get; private set; } = null!;

    /// <summary>The same without what makes the caller a service.</summary>
    public CallInvoker GrpcAsNobody { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        await _keys.StartAsync();
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [$"--Chat:DataDirectory={Folder}", "--Gateway:Port=0"],
            AssemblyName = typeof(Servers).Assembly.GetName().Name,
            DisableDashboard = true,
            ProjectDirectory = Repository.File("Chat.AppHost"),
        });
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)
            // While it starts and stops each look is an error.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));

        var service = name == Gateway ? builder.AddGateway<TProject>(name) : builder.AddService<TProject>(name);
        if (servers.HasFlag(Servers.Postgres)) Needs(builder.AddPostgresServer("postgres").AddServiceDatabase($"{name}db", role: name));
        if (servers.HasFlag(Servers.Redis)) Needs(builder.AddRedisServer("redis"));
        if (servers.HasFlag(Servers.RabbitMQ))
        {
            var broker = builder.AddRabbitMQServer("rabbitmq");
            _broker = broker.Resource;
            Needs(broker);
        }
        else service.WithEnvironment("ConnectionStrings__rabbitmq", new UriBuilder(_nobody.Address) { Scheme = "amqp", UserName = "nobody", Password = "nothing" }.ToString());
        if (!servers.HasFlag(Servers.Redis)) service.WithEnvironment("ConnectionStrings__redis", new Uri(_nobody.Address).Authority + ",abortConnect=false");
        foreach (var neighbour in Neighbours.Where(other => other != name))
        {
            service.WithEnvironment($"services__{neighbour}__http__0", neighbour == "accounts" ? _keys.Address : _nobody.Address);
            service.WithEnvironment($"services__{neighbour}__grpc__0", _nobody.Address);
        }
        // Nobody has to notice that it stops.
        service.WithEnvironment("Draining__NoticeSeconds", "0");
        foreach (var (key, value) in Settings) service.WithEnvironment(key, value);

        var serviceKey = LocalInfrastructure.Of(builder).Secret("service-auth-key").Resource;
        _app = builder.Build();
        await _app.StartAsync(timeout.Token);
        await _app.ResourceNotifications.WaitForResourceAsync(name, KnownResourceStates.Running, timeout.Token);

        var instance = service.Instances[0].Resource;
        Address = new Uri(instance.GetEndpoint("http").Url);
        Http = new HttpClient { BaseAddress = Address };
        if (name != Gateway)
        {
            _channel = GrpcChannel.ForAddress(instance.GetEndpoint("grpc").Url);
            var tokens = new ServiceTokens(Options.Create(new ServiceAuthOptions { Key = (await serviceKey.GetValueAsync(timeout.Token))! }), TimeProvider.System);
            GrpcAsNobody = _channel.CreateCallInvoker();
            Grpc = GrpcAsNobody.Intercept(metadata =>
            {
                metadata.Add("Authorization", $"Bearer {tokens.Current()}");
                return metadata;
            });
        }
        await Eventually.SucceedsAsync(async () => (await Http.GetAsync("/ready")).EnsureSuccessStatusCode(), $"{name} is ready", 90);

        void Needs(IResourceBuilder<IResourceWithConnectionString> server) => service.WithReference(server).WaitFor(server);
    }

    /// <summary>An access token of a user as Accounts would make it.</summary>
    public string TokenOf(long userId, string username) => _keys.TokenOf(userId, username);

    /// <summary>A client that is signed in as a user.</summary>
    public HttpClient As(long userId, string username) =>
        new() { BaseAddress = Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(userId, username)) } };

    /// <summary>The events of a type that the service publishes from now on.</summary>
    public async Task<ConcurrentQueue<TEvent>> HearAsync<TEvent>()
        where TEvent : class
    {
        var heard = new ConcurrentQueue<TEvent>();
        await JoinBusAsync(bus => bus.ReceiveEndpoint(endpoint => endpoint.Handler<TEvent>(context =>
        {
            heard.Enqueue(context.Message);
            return Task.CompletedTask;
        })));
        return heard;
    }

    /// <summary>Publishes an event of another service.</summary>
    public async Task PublishAsync<TEvent>(TEvent message)
        where TEvent : class => await (await JoinBusAsync(_ => { })).Publish(message);

    public async ValueTask DisposeAsync()
    {
        foreach (var bus in _buses) await bus.DisposeAsync();
        Http?.Dispose();
        _channel?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        await _keys.DisposeAsync();
        _nobody.Dispose();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    async Task<IBusControl> JoinBusAsync(Action<IRabbitMqBusFactoryConfigurator> configure)
    {
        var address = (await _broker!.GetConnectionStringAsync())!;
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(new Uri(address));
            configure(rabbit);
        });
        await bus.StartAsync();
        _buses.Add(new Stop(bus));
        return bus;
    }

    sealed class Stop(IBusControl bus) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await bus.StopAsync();
    }
}
