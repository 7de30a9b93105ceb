using Chat.Realtime.Connections;
using Chat.Realtime.Instances;
using Chat.ServiceDefaults.Draining;

namespace Chat.Realtime.Delivery;

static class DeliveryRegistration
{
    /// <summary>From the backplane to the connections of this instance.</summary>
    public static WebApplicationBuilder AddDelivery(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<DeliveryPace>().AddSingleton<Backplane>().AddSingleton<SessionRegistry>();
        services.AddSingleton<SessionRepair>().AddSingleton<MissedNotices>().AddSingleton<Arrivals>();
        services.AddOptions<ConnectionLimitOptions>().BindConfiguration("RateLimits").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ConnectionLimit>().AddSingleton<InstanceMembership>();
        services.AddSingleton<IGroupSubscriptions>(provider => provider.GetRequiredService<InstanceMembership>());
        services.AddHostedService(provider => provider.GetRequiredService<InstanceMembership>());
        services.AddHealthChecks().AddCheck<InstanceMembership>("backplane");
        services.AddHostedService<ResyncLoop>();
        services.AddHostedService<GatewayWatch>();
        services.AddSingleton<IDrainStep, ConnectionDrain>();
        return builder;
    }
}
