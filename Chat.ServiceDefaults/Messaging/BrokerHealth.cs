using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>Asks the broker itself, over a connection of its own: MassTransit's check stays green for a bus that only publishes.</summary>
sealed class BrokerHealth(IConfiguration configuration) : IHealthCheck, IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    readonly SemaphoreSlim _one = new(1);
    IConnection? _connection;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        await _one.WaitAsync(timeout.Token);
        try
        {
            _connection ??= await ConnectAsync(timeout.Token);
            await using var channel = await _connection.CreateChannelAsync(cancellationToken: timeout.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e)
        {
            await DropAsync();
            return new HealthCheckResult(context.Registration.FailureStatus, "RabbitMQ does not answer.", e);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DropAsync();
        _one.Dispose();
    }

    Task<IConnection> ConnectAsync(CancellationToken cancel)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(configuration.GetConnectionString(MessagingRegistration.ConnectionName)!),
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = Timeout,
        };
        return factory.CreateConnectionAsync("health", cancel);
    }

    async Task DropAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
        {
            // It was broken; that is why it goes.
        }
    }
}
