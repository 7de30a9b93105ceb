using StackExchange.Redis;

namespace Chat.AppHost.Infrastructure;

internal static class RedisServer
{
    internal static IResourceBuilder<IServerResource> AddRedisServer(this IDistributedApplicationBuilder builder, string name)
    {
        var password = LocalInfrastructure.Of(builder).Secret($"{name}-password");
        var environment = new Dictionary<string, ReferenceExpression> { ["REDIS_PASSWORD"] = ReferenceExpression.Create($"{password}") };
        return builder.AddServer(name, new ServerDefinition
        {
            Script = "redis.sh",
            NativeEnvironment = environment,
            Image = "redis",
            Tag = "7.4.2",
            ContainerPort = 6379,
            ContainerFolder = "/data",
            ContainerEntrypoint = "sh",
            ContainerArguments = ["-c", "exec redis-server --requirepass \"$REDIS_PASSWORD\" --appendonly yes --appendfsync everysec --save ''"],
            ContainerEnvironment = environment,
            ConnectionString = endpoint => ReferenceExpression.Create(
                $"{endpoint.Property(EndpointProperty.IPV4Host)}:{endpoint.Property(EndpointProperty.Port)},password={password}"),
            Ask = PingAsync,
        });
    }

    private static async Task PingAsync(string connectionString, CancellationToken cancellationToken)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        (options.AbortOnConnectFail, options.ConnectRetry, options.ConnectTimeout) = (true, 0, 1000);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
        _ = await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken);
    }
}
