using Chat.ServiceDefaults.Health;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Messaging;

public static class MessagingRegistration
{
    internal const string ConnectionName = "rabbitmq";

    /// <summary>
    /// The event bus: MassTransit over RabbitMQ at the connection string <c>rabbitmq</c>. Queues are quorum queues named
    /// <c>service-consumer</c>; instances of a service share them. A failed delivery is tried again five times over about
    /// a minute and then goes to the queue's <c>_error</c> queue.
    /// </summary>
    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder, string service, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.ConfigureHealthCheckOptions(health => health.Tags.Add(HealthTags.Degrades));
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(service, includeNamespace: false));
            bus.AddConfigureEndpointsCallback((_, _, endpoint) =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) rabbit.SetQuorumQueue();
                endpoint.UseMessageRetry(retry => retry.Exponential(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500)));
            });
            consumers?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(context.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName)
                    ?? throw new InvalidOperationException($"The connection string '{ConnectionName}' is missing.")));
                rabbit.ConfigureEndpoints(context);
            });
        });
        // Without the broker a service goes on: its events wait in the outbox. So it is unhealthy, but ready.
        builder.Services.AddSingleton<BrokerHealth>();
        builder.Services.AddHealthChecks().AddCheck<BrokerHealth>("rabbitmq", tags: [HealthTags.Degrades]);
        return builder;
    }
}
