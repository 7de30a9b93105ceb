using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Where the dashboard finds the resource service, and the key that it shows there.</summary>
internal sealed record ResourceServiceAddress(int Port, string Key, string Hidden)
{
    internal string Url => $"http://localhost:{Port}";
}

/// <summary>Serves <see cref="ResourceService"/> on loopback to whoever has the key, as environments hold passwords and commands stop processes.</summary>
internal sealed class ResourceServiceHost(ResourceServiceAddress address, IServiceProvider services) : IHostedService, IAsyncDisposable
{
    private const string KeyHeader = "x-resource-service-api-key";

    private WebApplication? _server;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(address.Port, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(_ => ActivatorUtilities.CreateInstance<ResourceService>(services));
        _server = builder.Build();
        _server.Use(RequireKeyAsync);
        _server.MapGrpcService<ResourceService>();
        return _server.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private Task RequireKeyAsync(HttpContext http, RequestDelegate next)
    {
        var shown = Encoding.UTF8.GetBytes(http.Request.Headers[KeyHeader].ToString());
        if (CryptographicOperations.FixedTimeEquals(shown, Encoding.UTF8.GetBytes(address.Key)))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
