using Chat.ServiceDefaults.Health;
using Chat.ServiceDefaults.Problems;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Messaging;

public static class MessagingRegistration
{
    internal const string ConnectionName = "rabbitmq";

    const int OutageRetries = 100;

    /// <summary>Redeliveries by the broker itself, as after a crash; our own retries do not count.</summary>
    const int DeliveryLimit = 1000;

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The event bus: MassTransit over RabbitMQ at the connection string <c>rabbitmq</c>. Queues are quorum queues named
    /// <c>service-consumer</c>; instances of a service share them. A delivery that fails because something is away is tried
    /// again for the better part of an hour; one that fails for what is in it goes to the queue's <c>_error</c> queue after five tries.
    /// </summary>
    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder, string service, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        var queues = new ServiceQueues();
        builder.Services.AddSingleton(queues);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.ConfigureHealthCheckOptions(health => health.Tags.Add(HealthTags.Degrades));
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(service, includeNamespace: false));
            bus.AddConfigureEndpointsCallback((_, queue, endpoint) =>
            {
                queues.Add(queue);
                if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
                {
                    rabbit.SetQuorumQueue();
                    rabbit.SetQueueArgument("x-delivery-limit", DeliveryLimit);
                }
                endpoint.UseMessageRetry(retry =>
                {
                    retry.Handle<Exception>(ExceptionToProblem.IsOutage);
                    retry.Exponential(OutageRetries, FirstPause, LongestPause, FirstPause);
                });
                endpoint.UseMessageRetry(retry =>
                {
                    retry.Ignore<Exception>(ExceptionToProblem.IsOutage);
                    retry.Exponential(5, FirstPause, TimeSpan.FromSeconds(2), FirstPause);
                });
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
        builder.Services.AddSingleton<BrokerConnection>().AddSingleton<BrokerHealth>();
        builder.Services.AddSingleton(services => new QueueDepths(services.GetRequiredService<BrokerConnection>()));
        builder.Services.AddHealthChecks().AddCheck<BrokerHealth>("rabbitmq", tags: [HealthTags.Degrades]);
        return builder;
    }
}
