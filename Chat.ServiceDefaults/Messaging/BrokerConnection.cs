using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;

namespace Chat.ServiceDefaults.Messaging;

/// <summary>
/// A connection to the broker for questions, beside MassTransit's; opened when first needed, and anew after a failure. One question at a time.
/// </summary>
sealed class BrokerConnection(IConfiguration configuration) : IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    readonly SemaphoreSlim _one = new(1);
    IConnection? _connection;

    /// <exception cref="Exception">Whatever the question throws, or the lack of an answer; the connection is closed then.</exception>
    public async Task<T> AskAsync<T>(Func<IConnection, CancellationToken, Task<T>> question, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(Timeout);
        await _one.WaitAsync(timeout.Token);
        try
        {
            _connection ??= await ConnectAsync(timeout.Token);
            return await question(_connection, timeout.Token);
        }
        catch
        {
            await DropAsync();
            throw;
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
        return factory.CreateConnectionAsync("questions", cancel);
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
