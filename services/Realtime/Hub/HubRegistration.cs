using Chat.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using StackExchange.Redis;

namespace Chat.Realtime.Hub;

static class HubRegistration
{
    /// <summary>SignalR with one protocol (JSON), Redis between the instances, and our own delivery in place of its groups.</summary>
    public static WebApplicationBuilder AddChatHub(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient("redis", configureOptions: redis => redis.ChannelPrefix = RedisChannel.Literal("rt:"));
        builder.Services
            .AddSignalR(options =>
            {
                options.MaximumReceiveMessageSize = 32 * 1024;
                options.AddFilter<HubErrors>();
            })
            .AddJsonProtocol(json => JsonDefaults.Apply(json.PayloadSerializerOptions))
            .AddStackExchangeRedis();
        builder.Services.AddSingleton<HubErrors>();
        builder.Services.AddOptions<RedisOptions>().Configure<IConnectionMultiplexer>((options, redis) =>
            options.ConnectionFactory = _ => Task.FromResult(redis));
        builder.Services.AddSingleton<HubLifetimeManager<ChatHub>, ChatLifetimeManager>();
        return builder;
    }
}
