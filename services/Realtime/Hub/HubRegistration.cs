using Chat.ServiceDefaults.Draining;
using Chat.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Realtime.Hub;

static class HubRegistration
{
    /// <summary>Bytes. The longest call is <c>resume</c>: as many sessions as it may name, with long ids and revisions.</summary>
    const int MaxCall = 256 * 1024;

    /// <summary>Calls of a connection under way at once, so that whoever sends much need not wait for each answer.</summary>
    const int MaxCallsAtOnce = 8;

    /// <summary>SignalR with one protocol (JSON), Redis between the instances, and our own delivery in place of its groups.</summary>
    public static WebApplicationBuilder AddChatHub(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient("redis", configureOptions: redis => redis.ChannelPrefix = RedisChannel.Literal(GatewayDeparture.ChannelPrefix));
        builder.Services
            .AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = MaxCall;
                options.MaximumParallelInvocationsPerClient = MaxCallsAtOnce;
                options.AddFilter<HubErrors>();
            })
            .AddJsonProtocol(json => JsonDefaults.Apply(json.PayloadSerializerOptions))
            .AddStackExchangeRedis();
        // Every refusal of a call would be an error with its stack; HubErrors logs what is one.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.HubConnectionHandler", LogLevel.Critical);
        // Of two protocols with one name the later counts.
        builder.Services.AddSingleton<IHubProtocol>(
            services => new CodedJsonProtocol(services.GetRequiredService<IOptions<JsonHubProtocolOptions>>(), MaxCall));
        builder.Services.AddSingleton<HubErrors>();
        builder.Services.AddOptions<RedisOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
            options.ConnectionFactory = _ => Task.FromResult(redis));
        builder.Services.AddSingleton<HubLifetimeManager<ChatHub>, ChatLifetimeManager>();
        return builder;
    }
}
