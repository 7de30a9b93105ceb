using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>Asks the broker itself: MassTransit's check stays green for a bus that only publishes.</summary>
sealed class BrokerHealth(BrokerConnection broker) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await broker.AskAsync(async (connection, cancel) =>
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
                return HealthCheckResult.Healthy();
            }, cancellationToken);
        }
        catch (Exception e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "RabbitMQ does not answer.", e);
        }
    }
}
