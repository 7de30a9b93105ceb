using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using StackExchange.Redis;

namespace Chat.Accounts.Data;

static class DataRegistration
{
    public static WebApplicationBuilder AddAccountsData(this WebApplicationBuilder builder)
    {
        // No retries here: an outage is answered 503 at once and the caller tries again, instead of waiting in a queue of requests.
        builder.AddNpgsqlDbContext<AccountsDbContext>("accountsdb", settings => settings.DisableRetry = true);
        builder.Services.AddMigrations<AccountsDbContext>();
        builder.Services.AddOutbox<AccountsDbContext>();
        // While Redis is down requests are answered 503 at once, not after seconds in a queue.
        builder.AddRedisClient("redis", configureOptions: redis => redis.BacklogPolicy = BacklogPolicy.FailFast);
        return builder;
    }
}
