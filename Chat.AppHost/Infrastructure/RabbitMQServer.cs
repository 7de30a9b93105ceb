using RabbitMQ.Client;

namespace Chat.AppHost.Infrastructure;

internal static class RabbitMQServer
{
    private const string User = "chat";

    internal static IResourceBuilder<IServerResource> AddRabbitMQServer(this IDistributedApplicationBuilder builder, string name)
    {
        var infrastructure = LocalInfrastructure.Of(builder);
        var password = infrastructure.Secret($"{name}-password");
        var cookie = infrastructure.Secret($"{name}-cookie");
        return builder.AddServer(name, new ServerDefinition
        {
            Script = "rabbitmq.sh",
            FurtherPorts = ["distribution", "epmd"],
            NativeEnvironment = new Dictionary<string, ReferenceExpression>
            {
                ["RABBITMQ_USER"] = ReferenceExpression.Create($"{User}"),
                ["RABBITMQ_PASSWORD"] = ReferenceExpression.Create($"{password}"),
                ["RABBITMQ_COOKIE"] = ReferenceExpression.Create($"{cookie}"),
            },
            Image = "rabbitmq",
            Tag = "4.1.0",
            ContainerPort = 5672,
            ContainerFolder = "/var/lib/rabbitmq",
            ContainerEnvironment = new Dictionary<string, ReferenceExpression>
            {
                ["RABBITMQ_DEFAULT_USER"] = ReferenceExpression.Create($"{User}"),
                ["RABBITMQ_DEFAULT_PASS"] = ReferenceExpression.Create($"{password}"),
                ["RABBITMQ_NODENAME"] = ReferenceExpression.Create($"chat@localhost"),
            },
            ConnectionString = endpoint => ReferenceExpression.Create(
                $"amqp://{User}:{password}@{endpoint.Property(EndpointProperty.IPV4Host)}:{endpoint.Property(EndpointProperty.Port)}"),
            Ask = OpenChannelAsync,
        });
    }

    private static async Task OpenChannelAsync(string connectionString, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(connectionString), ClientProvidedName = "AppHost health check" };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
    }
}
