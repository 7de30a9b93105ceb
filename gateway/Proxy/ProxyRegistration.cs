using Chat.Gateway.Edge;
using Chat.Gateway.SignIns;
using Chat.ServiceDefaults.Draining;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Chat.Gateway.Proxy;

static class ProxyRegistration
{
    /// <summary>YARP with the routes and clusters of appsettings.json, found by service discovery.</summary>
    public static WebApplicationBuilder AddProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IDestinationResolver, ServiceDestinationResolver>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, UnreachablePolicy>();
        builder.Services.AddSingleton<OpenSockets>().AddSingleton<IDrainStep>(services => services.GetRequiredService<OpenSockets>());
        builder.Services.Configure<ConsecutiveFailuresHealthPolicyOptions>(health => health.DefaultThreshold = 1);
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<InstanceHealth>()
            .ConfigureHttpClient((_, handler) =>
            {
                handler.ConnectTimeout = TimeSpan.FromSeconds(2);
                // Thousands of sockets are streams of few connections.
                handler.EnableMultipleHttp2Connections = true;
                handler.KeepAlivePingDelay = TimeSpan.FromSeconds(15);
                handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
            });
        return builder;
    }

    public static void MapProxy(this WebApplication app) => app.MapReverseProxy(proxy =>
    {
        proxy.UseMiddleware<BodyLimit>();
        proxy.UseMiddleware<BearerForCookie>();
        proxy.UseMiddleware<ReadLimit>();
        proxy.UseMiddleware<SocketDraining>();
        proxy.UseMiddleware<RetryElsewhere>();
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    });
}
