using Chat.ServiceDefaults.Hosting;
using StackExchange.Redis;

namespace Chat.Gateway.SignIns;

static class SignInsRegistration
{
    public static WebApplicationBuilder AddSignIns(this WebApplicationBuilder builder)
    {
        // While Redis is down requests are answered 503 at once, not after seconds in a queue.
        builder.AddRedisClient("redis", configureOptions: redis => redis.BacklogPolicy = BacklogPolicy.FailFast);
        builder.Services.AddServiceClient<Contracts.Accounts.V1.SignIns.SignInsClient>("accounts");
        builder.Services.AddSingleton<AccessTokens>();
        // The services decide who may do what; here nobody is asked to sign in.
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(null);
        return builder;
    }
}
