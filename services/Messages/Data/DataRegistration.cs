using Chat.Messages.Posting;
using Chat.ServiceDefaults.Data;
using Chat.ServiceDefaults.Messaging;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StackExchange.Redis;

namespace Chat.Messages.Data;

static class DataRegistration
{
    const string Database = "messagesdb";

    /// <summary>
    /// Hand-made statements find a few rows by key, always, and their plans live as long as a connection: plans made while a table was small
    /// must not read it from end to end when it has grown.
    /// </summary>
    const string ByKeyOnly = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    /// <summary>The database twice: EF Core for reads and projections, and a bare data source for hand-made statements.</summary>
    public static WebApplicationBuilder AddMessagesData(this WebApplicationBuilder builder)
    {
        builder.AddNpgsqlDbContext<MessagesDbContext>(Database);
        builder.Services.AddMigrations<MessagesDbContext>();
        builder.Services.AddOutbox<MessagesDbContext>();
        // Whose tokens are revoked, and the figures: without Redis the service goes on, and is ready.
        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true, redis => redis.BacklogPolicy = BacklogPolicy.FailFast);
        builder.Services.AddSingleton(_ =>
        {
            var source = new NpgsqlDataSourceBuilder(builder.Configuration.GetConnectionString(Database));
            source.ConnectionStringBuilder.Options = $"{source.ConnectionStringBuilder.Options} {ByKeyOnly}".Trim();
            // Nothing here leaves a setting or a lock behind on its connection; to wipe it cost as much as a small query.
            source.ConnectionStringBuilder.NoResetOnClose = true;
            source.ConfigureTracing(tracing => tracing.ConfigureBatchSpanNameProvider(PostBatchCommand.SpanNameOf));
            return source.Build();
        });
        return builder;
    }
}
