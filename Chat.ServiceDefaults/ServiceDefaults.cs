using Chat.ServiceDefaults.Authentication;
using Chat.ServiceDefaults.Draining;
using Chat.ServiceDefaults.Figures;
using Chat.ServiceDefaults.Health;
using Chat.ServiceDefaults.Hosting;
using Chat.ServiceDefaults.OpenApi;
using Chat.ServiceDefaults.Messaging;
using Chat.ServiceDefaults.Problems;
using Chat.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Chat.ServiceDefaults;

/// <summary>What every service and the gateway share, in one call each before and after <c>Build()</c>.</summary>
public static class ServiceDefaults
{
    /// <summary>Endpoints, telemetry, health, draining, discovery, problem details, JSON, token validation and figures.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.ListenOnServicePorts();
        builder.AddLogLevels();
        builder.AddTelemetry();
        builder.Services.AddDnsDiscovery();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<IdleMemory>();
        builder.Services.AddHostedService<WorkerThreads>();
        builder.AddDraining();
        builder.AddChatJson();
        builder.AddChatProblems();
        builder.AddApiDescription();
        builder.AddChatAuthentication();
        builder.Services.TryAddSingleton<ServiceQueues>();
        builder.Services.AddHostedService<FiguresReporter>();
        return builder;
    }

    /// <summary>The shared middleware, in the order that it needs, and the health endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseHead();
        app.UseRouting();
        app.UseRefusals();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        return app;
    }
}
