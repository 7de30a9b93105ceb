using Chat.ServiceDefaults.Authentication;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.ServiceDefaults.Hosting;

/// <summary>gRPC clients of other services.</summary>
public static class ServiceClients
{
    /// <summary>
    /// A client of <paramref name="service"/>: found by service discovery, signed in as a service, spread over its instances, and
    /// tried again elsewhere when an instance is unavailable. Calls should pass a deadline.
    /// </summary>
    /// <param name="services">What it is added to.</param>
    /// <param name="service">The service's name in discovery.</param>
    /// <param name="repeatedByCaller">A method whose calls nobody else repeats: each message of a stream is kept and copied for that.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IServiceCollection services, string service, MethodName? repeatedByCaller = null)
        where TClient : ClientBase<TClient> =>
        services
            .AddGrpcClient<TClient>(options => options.Address = new Uri($"http://_grpc.{service}"))
            .ConfigureChannel(channel =>
            {
                channel.ServiceConfig = new ServiceConfig { MethodConfigs = { Retry } };
                if (repeatedByCaller is not null) channel.ServiceConfig.MethodConfigs.Add(new MethodConfig { Names = { repeatedByCaller } });
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                ConnectTimeout = TimeSpan.FromSeconds(2),
                KeepAlivePingDelay = TimeSpan.FromSeconds(15),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddCallCredentials((_, metadata, provider) =>
            {
                metadata.Add("Authorization", $"Bearer {provider.GetRequiredService<ServiceTokens>().Current()}");
                return Task.CompletedTask;
            })
            .ConfigureChannel(channel => channel.UnsafeUseInsecureChannelCallCredentials = true);

    static MethodConfig Retry => new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = 4,
            InitialBackoff = TimeSpan.FromMilliseconds(50),
            MaxBackoff = TimeSpan.FromMilliseconds(500),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };
}
